import type { BusinessDate } from "#lib/domain/business-date.ts";

/**
 * Reorder suggestions for the series of one shard, in the order of its forecasts, one each whether or
 * not anything is to be ordered. Written by `replenish`, read by `publish`, the API and the console.
 *
 * Units are the target's; money is the config's currency. Number columns hold NaN, and text columns
 * "", where a value cannot be known: without a stock count there is no quantity, without a cost no value.
 */
export interface ReorderShard {
  readonly shard: number;
  readonly item: readonly string[];
  readonly title: readonly string[];
  readonly location: readonly string[];
  readonly supplier: readonly string[];
  /** Units, whole packs; 0 where nothing is to be ordered. */
  readonly orderQuantity: Float64Array;
  readonly orderValue: Float64Array;
  /** Last date to order and keep the service level; with a quantity, the day after the cutoff. */
  readonly orderBy: readonly (BusinessDate | "")[];
  /** When what is ordered on `orderBy` is on the shelf, at the mean lead time. */
  readonly arrives: readonly (BusinessDate | "")[];
  readonly onHand: Float64Array;
  readonly onOrder: Float64Array;
  /** Order when less than this is on hand and on order. */
  readonly reorderPoint: Float64Array;
  /** Order as much as brings it here. */
  readonly orderUpTo: Float64Array;
  /** Probability of running out before an order of the next run could arrive, with none tonight. */
  readonly stockoutRisk: Float64Array;
  /** Days that the stock on hand lasts at the mean forecast. */
  readonly daysOfCover: Float64Array;
  /** A sentence or two for the buyer. */
  readonly reason: readonly string[];
  /** 1 where a person must say yes first, which is known once orders are weighed against each other. */
  readonly needsApproval: Uint8Array;
}
