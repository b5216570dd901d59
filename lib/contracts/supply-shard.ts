import { shardName, stepKey } from "./lake-keys.ts";

/**
 * What series are weighed by against each other, for the series of one reorder shard in its order: which
 * parts of an order save what, what could be given away, what stock is worth less than it was. Written by
 * `replenish`, read by `allocate`.
 *
 * Units are the target's, money is the config's currency; NaN where not known.
 */
export interface SupplyShard {
  readonly packSize: Float64Array;
  readonly minOrder: Float64Array;
  readonly maxOrder: Float64Array;
  readonly unitCost: Float64Array;
  /** Money lost by a unit that is wanted and not there. */
  readonly shortageCost: Float64Array;
  /** Units that usually sell in an order cycle. */
  readonly usual: Float64Array;
  /** On hand and on order, less what is owed. */
  readonly position: Float64Array;
  /** Units on hand that this series will not miss before its next order. */
  readonly surplus: Float64Array;
  /** Parts of each order, the most needed first; `values` of the two lists stand side by side. */
  readonly trancheUnits: FloatList;
  /** Units of demand that each part is expected to save from a stock-out. */
  readonly trancheSaved: FloatList;
  /** Mean and variance of demand until each of `echelonDays`, in turn; empty where no warehouse supplies it. */
  readonly echelonDemand: FloatList;
  /** What it sells for now. */
  readonly price: Float64Array;
  /** The price suggested instead; NaN where none is. */
  readonly markdownPrice: Float64Array;
  /** Units expected to be left at the present price when they expire, end or have overstayed. */
  readonly unsold: Float64Array;
  /** Units expected to be left at the price suggested. */
  readonly unsoldAfter: Float64Array;
  /** Money that the markdown is expected to bring, and its 10 % and 90 % quantiles. */
  readonly markdownGain: Float64Array;
  readonly markdownGainLow: Float64Array;
  readonly markdownGainHigh: Float64Array;
  readonly markdownReason: readonly string[];
}

/** A list a row: row `r` owns `values[offsets[r]] … values[offsets[r + 1]]`. */
interface FloatList {
  readonly offsets: Int32Array;
  readonly values: Float32Array;
}

/** Days ahead at which a store's demand is told to its warehouse. */
export const echelonDays = [7, 14, 28, 56, 112] as const;

export const supplyShardKey = (run: string, shard: number): string =>
  stepKey(run, "replenish", `supply-${shardName(shard)}`);
