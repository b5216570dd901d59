import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import type { Config } from "#lib/config/config.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { normalQuantile } from "#lib/domain/normal-distribution.ts";
import { periodStart } from "#lib/domain/period.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { gammaQuantile } from "#lib/inventory/gamma-quantile.ts";
import { deliveryDay, orderTimes } from "#lib/inventory/order-calendar.ts";
import type { UnitCosts } from "#lib/inventory/order-ledger.ts";
import { type SupplyTerms, shortageCost } from "#lib/inventory/supply-terms.ts";
import { readForecastShard } from "#lib/lake/forecast-shards.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { decodeFactsShard } from "#lib/supply/facts-shard.ts";
import { ShardHistory } from "#lib/supply/series-history.ts";
import { completeTerms, type SeriesFacts, unitValue } from "#lib/supply/series-supply.ts";
import { SupplierBook } from "#lib/supply/supplier-book.ts";
import { readActuals } from "./actuals.ts";
import { factsKey } from "./facts-step.ts";
import { leftOut } from "./left-out.ts";
import { OffsetPlanners } from "./offset-planners.ts";
import { emptyLedgers, type Ledgers, ReplayedSeries } from "./replayed-series.ts";
import {
  dailyDemand,
  dailyMoments,
  periodsUntil,
  type StretchDays,
  stretchDays,
} from "./stretch-days.ts";

/** What is known of a series where it is met for the first time. */
interface FirstSight {
  readonly dataset: DatasetDescription;
  readonly terms: SupplyTerms;
  /** Money a unit. */
  readonly value: number;
  readonly known: SeriesFacts;
  readonly stretch: StretchDays;
}

export interface ReplaySetting {
  readonly config: Config;
  readonly lake: Lake;
  readonly seed: number;
  /** The run that saw all. */
  readonly actualsRun: string;
}

/**
 * Replays what came after each cutoff day by day: orders placed on what was known, arriving after sampled
 * lead times. Stock and open orders go on from one cutoff to the next.
 */
export class OrderReplay {
  readonly ledgers: Ledgers = emptyLedgers();
  readonly #setting: ReplaySetting;
  readonly #suppliers: SupplierBook;
  readonly #series = new Map<string, ReplayedSeries>();
  #unvalued = 0;

  constructor(setting: ReplaySetting) {
    const { suppliers, orders } = setting.config;
    this.#setting = setting;
    // Warehouses are not played: every location buys for itself.
    this.#suppliers = new SupplierBook(suppliers, [], orders);
  }

  get leftOut(): readonly string[] {
    return leftOut(this.#setting.config);
  }

  get seriesCount(): number {
    return this.#series.size;
  }

  /** Series without a cost or price: they are played, and cost nothing. */
  get unvalued(): number {
    return this.#unvalued;
  }

  /** Plays from the cutoff of `run` to the next, or to the end of its horizon or of the data. */
  async play(run: string, nextCutoff: BusinessDate | undefined): Promise<void> {
    const { lake, actualsRun, config, seed } = this.#setting;
    const dataset = await readDataset(lake, run);
    const actuals = await readActuals(lake, actualsRun, dataset.cutoffPeriod);
    const { cutoffPeriod: lastKnown } = await readDataset(lake, actualsRun);
    const stretch = stretchDays(dataset, periodsUntil(nextCutoff, dataset, lastKnown));
    const planners = new OffsetPlanners(dataset, config, seed);
    for (let shard = 0; shard < dataset.shardCount; shard++) {
      const prepared = await readPreparedShard(lake, run, shard);
      const history = new ShardHistory(prepared, dataset);
      const forecasts = await readForecastShard(lake, run, shard);
      const key = factsKey(run, shard);
      const facts = decodeFactsShard(await lake.read(key), key);
      for (const [s, item] of forecasts.item.entries()) {
        const location = forecasts.location[s] as string;
        const known = facts.of(s);
        const { supply, endDay } = known;
        const terms = completeTerms(supply, config.supply, (name) => this.#suppliers.of(name));
        const value = unitValue(supply, history.recentPrice(s)).money;
        const demand = dailyDemand(actuals.after(item, location), stretch);
        const planner = planners.of(forecasts, s, terms, known);
        const name = `${item}\0${location}`;
        const series = this.#of(name, prepared, s, { dataset, terms, value, known, stretch });
        series.play(
          {
            ...{ firstDay: stretch.firstDay, lookDays: stretch.lookDays, demand, terms, endDay },
            costs: this.#costs(terms, value),
            ourOrder: (day, stock) => planner(stretch.offsets[day] as number, stock),
            arrivesIn: (day) => this.#arrivesIn(name, terms, stretch, day),
          },
          this.ledgers,
        );
      }
    }
  }

  #of(
    name: string,
    prepared: PreparedShard,
    s: number,
    { dataset, terms, value, known, stretch }: FirstSight,
  ): ReplayedSeries {
    const begun = this.#series.get(name);
    if (begun) return begun;
    if (!Number.isFinite(value)) this.#unvalued++;
    const { calendar, cutoffPeriod, wholeNumbers } = dataset;
    const firstDay = periodStart(cutoffPeriod + 1, calendar);
    const look = periodStart(cutoffPeriod + 2, calendar) - firstDay;
    const past = dailyMoments(prepared, s, look);
    const made = new ReplayedSeries({
      ...past,
      ...{ firstDay, look, terms, wholeUnits: wholeNumbers, stock: known.stock },
      countsFrom: firstDay + this.#arrivesIn(name, terms, stretch, 0),
    });
    this.#series.set(name, made);
    return made;
  }

  #costs(terms: SupplyTerms, value: number): UnitCosts {
    const { orders } = this.#setting.config;
    const money = Number.isFinite(value) ? value : 0;
    return {
      holding: money * terms.holdingRate,
      shortage: shortageCost(terms) ?? 0,
      waste: money * (1 - orders.salvage),
      order: orders.orderCost,
    };
  }

  /** The luck of an order depends on its series and day alone, whoever places it. */
  #arrivesIn(
    series: string,
    { calendar, leadTimeDays, leadTimeSdDays }: SupplyTerms,
    { firstDay, look }: StretchDays,
    onDay: number,
  ): number {
    const day = firstDay + onDay;
    const random = seededRandom(this.#setting.seed, `orders/${series}/${day}`);
    const score = normalQuantile(Math.min(Math.max(random.uniform(), 1e-6), 1 - 1e-6));
    const days = Math.round(gammaQuantile(leadTimeDays, leadTimeSdDays, score));
    const { leaves } = orderTimes({ calendar, firstDay: day, look, reviewDays: undefined });
    return deliveryDay(calendar, day + leaves + days) - day;
  }
}
