import type { Config } from "#lib/config/config.ts";
import type { AppliedCorrection } from "#lib/contracts/corrections.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import type { TrendDirection, TrendShard } from "#lib/contracts/trend-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import { CorrectionGauge } from "#lib/overrides/correction-score.ts";
import { DriftGauge } from "#lib/publication/drift.ts";
import { LaunchList } from "#lib/publication/launches.ts";
import { MoverList } from "#lib/publication/movers.ts";
import { OrderTally } from "#lib/publication/order-summary.ts";
import type { ReportFacts } from "#lib/publication/report-facts.ts";
import type { SeriesWords } from "#lib/publication/spill-series.ts";
import { TotalsGauge } from "#lib/publication/totals.ts";
import type { SeriesShards } from "./read-shards.ts";
import type { Sources } from "./read-sources.ts";

const moversKept = 12;
/** Periods of history drawn at most. */
const longestHistory = 120;

/** Adds up, shard by shard, what the report and the manifest say. */
export class Gathering {
  readonly #config: Config;
  readonly #dataset: DatasetDescription;
  readonly #shown: number;
  readonly #totals: TotalsGauge;
  readonly #drift: DriftGauge;
  readonly #movers: MoverList;
  readonly #launches = new LaunchList();
  readonly #orders = new OrderTally();
  readonly #corrections: AppliedCorrection[] = [];
  readonly #correctionGauge: CorrectionGauge;
  readonly #trends: Record<TrendDirection, number> = { rising: 0, steady: 0, falling: 0 };
  #hasOrders = false;
  #hasTrends = false;
  #lost = 0;

  /** @param earlier corrections of the publications before, the latest first */
  constructor(
    config: Config,
    dataset: DatasetDescription,
    earlier: readonly (readonly AppliedCorrection[])[],
  ) {
    const { horizon, calendar } = dataset;
    this.#config = config;
    this.#dataset = dataset;
    this.#shown = shownPeriods(dataset);
    this.#correctionGauge = new CorrectionGauge(calendar, earlier);
    this.#totals = new TotalsGauge(this.#shown, horizon);
    this.#drift = new DriftGauge(horizon, calendar.frequency);
    this.#movers = new MoverList({
      horizon,
      quantiles: config.quantiles,
      shown: this.#shown,
      kept: moversKept,
    });
  }

  add(shards: SeriesShards, words: SeriesWords): void {
    const { prepared, forecasts, reorders, trends, corrections } = shards;
    this.#corrections.push(...corrections);
    this.#correctionGauge.add(prepared);
    this.#totals.add(prepared, forecasts);
    this.#drift.add(prepared);
    this.#movers.add({ prepared, forecasts, titles: reorders?.title });
    this.#launches.add(prepared, forecasts, words);
    if (reorders) this.addOrders(reorders);
    if (trends) this.#addTrends(trends);
  }

  addOrders(orders: ReorderShard): void {
    this.#hasOrders = true;
    this.#orders.add(orders);
  }

  finish(run: string, sources: Sources): ReportFacts {
    const { training, gate, tuning, ingest, dataset, reconciliation, levels } = sources;
    return {
      run,
      name: this.#config.name,
      cutoff: dataset.cutoff,
      frequency: dataset.calendar.frequency,
      target: dataset.target,
      currency: this.#config.orders.currency,
      quantiles: this.#config.quantiles,
      pastDates: datesFrom(dataset, dataset.cutoffPeriod - this.#shown + 1, this.#shown),
      forecastDates: forecastDates(this.#dataset),
      totals: this.#totals.finish(),
      training,
      gate,
      tuning,
      ingest,
      reconciliation,
      levels,
      drift: this.#drift.finish(),
      movers: this.#movers.finish(),
      launches: this.#launches.finish(),
      corrections: this.#corrections,
      correctionScore: this.#correctionGauge.finish(),
      orders: this.#hasOrders ? this.#orders.finish() : undefined,
      trends: this.#hasTrends ? this.#trends : undefined,
      lostSales: this.#lost,
    };
  }

  #addTrends({ direction, lost }: TrendShard): void {
    this.#hasTrends = true;
    for (const way of direction) this.#trends[way]++;
    for (const units of lost) this.#lost += units;
  }
}

function shownPeriods({ horizon, season, firstPeriod, cutoffPeriod }: DatasetDescription): number {
  const wanted = Math.min(longestHistory, Math.max(3 * horizon, 2 * season));
  return Math.min(wanted, cutoffPeriod - firstPeriod + 1);
}

/** The dates that name the periods forecast, [horizon]. */
export const forecastDates = (dataset: DatasetDescription): BusinessDate[] =>
  datesFrom(dataset, dataset.cutoffPeriod + 1, dataset.horizon);

const datesFrom = ({ calendar }: DatasetDescription, first: number, length: number) =>
  Array.from({ length }, (_, i) => periodDate(first + i, calendar));
