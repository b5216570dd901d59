import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { PeriodCalendar } from "#lib/domain/period.ts";
import type { Country } from "#lib/domain/public-holidays.ts";

/** What a value in a series' history means. */
export const periodState = { observed: 0, missing: 1, closed: 2, outOfStock: 3 } as const;

/**
 * What `prepare` says of all shards together, written as `prepare/dataset.json`.
 * Periods are whole numbers of `calendar`; nothing here or in a shard knows of anything after
 * `cutoffPeriod`, save `known` covariates.
 */
export interface DatasetDescription {
  readonly calendar: PeriodCalendar;
  /** Whose public holidays shoppers keep; absent where not told. */
  readonly country?: Country | undefined;
  /** Periods in the season of the configured frequency. */
  readonly season: number;
  readonly horizon: number;
  /** First period of any series, and the last whose data may be used. */
  readonly firstPeriod: number;
  readonly cutoffPeriod: number;
  readonly cutoff: BusinessDate;
  readonly target: "units" | "revenue" | "price";
  /** Whether every observed target is at least 0, so that a forecast is floored there. */
  readonly nonNegative: boolean;
  /** Whether every observed target is a whole number. */
  readonly wholeNumbers: boolean;
  readonly seriesCount: number;
  readonly shardCount: number;
  /** Series in each shard, [shardCount]. */
  readonly shardSeries: readonly number[];
  /** Values of target in each shard, [shardCount]. */
  readonly shardValues: readonly number[];
  /** Names of covariates, in the order of the shard's columns. */
  readonly known: readonly string[];
  readonly past: readonly string[];
  /** Static attributes and the labels their codes stand for; code 0 is always "" (unknown). */
  readonly statics: readonly StaticAttribute[];
}

export interface StaticAttribute {
  /** `item.brand`, `item.category/1` (first level of the path), `location.region`, … */
  readonly name: string;
  readonly labels: readonly string[];
}

/**
 * Some series, column by column. One shard is what a step holds in memory at a time.
 *
 * Series `s` owns `offsets[s] … offsets[s + 1]` of `target`, `state` and each `past` column, one
 * value a period from `firstPeriod[s]` to the cutoff, both included. `known` columns go `horizon`
 * periods further, so series `s` starts at `offsets[s] + s · horizon` there.
 */
export interface PreparedShard {
  readonly shard: number;
  readonly item: readonly string[];
  readonly location: readonly string[];
  /** [series] row of the item in items.arrow and of the location in locations.arrow, -1 if none. */
  readonly itemRow: Int32Array;
  readonly locationRow: Int32Array;
  readonly firstPeriod: Int32Array;
  /** [series + 1] */
  readonly offsets: Int32Array;
  /** Units (or the configured target) a period; 0 where missing or closed; out of stock, what was still sold. */
  readonly target: Float32Array;
  /** A `periodState` a period. */
  readonly state: Uint8Array;
  /** NaN where unknown. */
  readonly past: ReadonlyMap<string, Float32Array>;
  readonly known: ReadonlyMap<string, Float32Array>;
  /** [series] code into the labels of the attribute of that name. */
  readonly statics: ReadonlyMap<string, Int32Array>;
}
