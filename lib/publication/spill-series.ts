import type { AppliedCorrection } from "#lib/contracts/corrections.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import type {
  OrderLine,
  SeriesExplanationRecord,
  SeriesRecord,
  SeriesTrend,
} from "#lib/contracts/serving.ts";
import type { TrendShard } from "#lib/contracts/trend-shard.ts";
import type { ItemText } from "./item-texts.ts";
import { numberText } from "./number-text.ts";
import { reorderObject } from "./reorder-table.ts";
import type { SpillFile } from "./spill-file.ts";

/** Periods of history that the API shows: a year and a month of days, seven years of weeks. */
const shownPeriods = 396;

/** All that is known of the series of one shard. */
interface SeriesShardParts {
  readonly prepared: PreparedShard;
  readonly forecasts: ForecastShard;
  readonly reorders: ReorderShard | undefined;
  readonly trends: TrendShard | undefined;
  readonly corrections: readonly AppliedCorrection[];
}

/** What is told of a series beside its shards, by its number in them. */
export interface SeriesWords {
  readonly textOf: (itemRow: number) => ItemText;
  readonly explanationOf: (s: number) => SeriesExplanationRecord | undefined;
}

/** What the search needs of a series, so that its record need not be read for it. */
export interface SeriesFacts extends ItemText {
  readonly item: string;
  readonly location: string;
  /** A whole number of the run's calendar. */
  readonly firstPeriod: number;
  readonly trend: SeriesTrend | undefined;
}

/** Two lines a series: what is searched, and the record that is shown. */
export function spillSeries(
  spill: SpillFile,
  parts: SeriesShardParts,
  { textOf, explanationOf }: SeriesWords,
): void {
  const { prepared, forecasts } = parts;
  for (const [s, item] of forecasts.item.entries()) {
    const location = forecasts.location[s] as string;
    const trend = trendOf(parts.trends, s);
    const firstPeriod = prepared.firstPeriod[s] as number;
    const itemText = textOf(prepared.itemRow[s] as number);
    const facts: SeriesFacts = { ...itemText, item, location, firstPeriod, trend };
    const explanation = explanationOf(s);
    const record = {
      ...seriesRecord(parts, s, itemText),
      ...(trend && { trend }),
      ...(explanation && { explanation }),
    };
    const text = `${JSON.stringify(facts)}\n${JSON.stringify(record)}`;
    spill.add({ rank: 0, item, location }, text);
  }
}

/** The two lines of `spillSeries`; the record stays text. */
export function readSpilledSeries(block: Buffer): { facts: SeriesFacts; record: string } {
  const end = block.indexOf(10);
  const facts = JSON.parse(block.toString("utf8", 0, end)) as SeriesFacts;
  return { facts, record: block.toString("utf8", end + 1) };
}

function seriesRecord(
  { prepared, forecasts, reorders, corrections }: SeriesShardParts,
  s: number,
  { title, category }: ItemText,
): SeriesRecord {
  const horizon = forecasts.mean.length / forecasts.item.length;
  const levels = forecasts.quantiles.length / forecasts.mean.length;
  const ahead = (values: Float32Array, width: number) =>
    Array.from(values.subarray(s * width, (s + 1) * width), plainNumber);
  return {
    shard: prepared.shard,
    row: s,
    title,
    category,
    method: forecasts.method[s] as string,
    segment: forecasts.segment[s] as string,
    ...historyOf(prepared, s),
    mean: ahead(forecasts.mean, horizon),
    ...ownMean(forecasts, s, horizon, corrections),
    quantiles: ahead(forecasts.quantiles, horizon * levels),
    saleProbability: ahead(forecasts.saleProbability, horizon),
    ...(reorders && { reorder: reorderObject(reorders, s) as unknown as OrderLine }),
  };
}

/** What the model says of a series that a planner corrected. */
function ownMean(
  { item, location, mean }: ForecastShard,
  s: number,
  horizon: number,
  corrections: readonly AppliedCorrection[],
): Pick<SeriesRecord, "modelMean"> {
  const own = corrections.filter((one) => one.item === item[s] && one.location === location[s]);
  if (own.length === 0) return {};
  const model = mean.slice(s * horizon, (s + 1) * horizon);
  for (const { step, model: value } of own) model[step - 1] = value;
  return { modelMean: Array.from(model, plainNumber) };
}

function historyOf({ offsets, target, state }: PreparedShard, s: number) {
  const end = offsets[s + 1] as number;
  const start = Math.max(offsets[s] as number, end - shownPeriods);
  const states = state.subarray(start, end);
  return {
    history: Array.from(states, (seen, i) =>
      seen === periodState.observed ? plainNumber(target[start + i] as number) : null,
    ),
    states: states.join(""),
  };
}

function trendOf(trends: TrendShard | undefined, s: number): SeriesTrend | undefined {
  return (
    trends && {
      direction: trends.direction[s] as SeriesTrend["direction"],
      change: plainNumber(trends.change[s] as number),
      probability: plainNumber(trends.probability[s] as number) ?? 0,
    }
  );
}

export const plainNumber = (value: number): number | null =>
  Number.isFinite(value) ? Number(numberText(value)) : null;
