import { economicOrderQuantity } from "./economic-order-quantity.ts";
import type { OrderTimes } from "./order-calendar.ts";
import type { SupplyTerms } from "./supply-terms.ts";

/** How a retailer orders everything. */
export interface OrderPolicy {
  /** (s, S) at every run, (R, S) or (R, s, S) every review. */
  readonly kind: "sS" | "RS" | "RsS";
  /** What a service level is: cycles without a stock-out, or demand met from the shelf. */
  readonly service: "cycle" | "fill";
  /** K, money an order of one item costs whatever its size. */
  readonly orderCost: number;
  /** Share of its cost got for a unit left over at its end. */
  readonly salvage: number;
}

/** R, days; `undefined` where every run is a review. */
export const reviewDaysOf = ({ kind }: OrderPolicy, { reviewDays }: SupplyTerms) =>
  kind === "sS" ? undefined : reviewDays;

/**
 * Days of mean demand that an order is to last: the economic lot's where an order costs something, else
 * those between two orders.
 *
 * @param dailyDemand units a day
 */
export function cycleDays(
  { kind, orderCost }: OrderPolicy,
  terms: SupplyTerms,
  { leaves, nextLeaves }: OrderTimes,
  dailyDemand: number,
): number {
  const gap = nextLeaves - leaves;
  if (kind === "RS") return gap;
  const economic = economicDays(orderCost, terms, dailyDemand);
  return Math.max(gap, economic ?? (kind === "sS" ? terms.reviewDays : gap));
}

/** A lot that lasts for longer is a guess about another year. */
const longestCycle = 365;

function economicDays(
  orderCost: number,
  { unitCost, holdingRate }: SupplyTerms,
  dailyDemand: number,
): number | undefined {
  const holding = (unitCost ?? 0) * holdingRate;
  if (orderCost <= 0 || holding <= 0 || dailyDemand <= 0) return undefined;
  const { quantity } = economicOrderQuantity(orderCost, dailyDemand * 365, holding);
  return Math.min(longestCycle, Math.round(quantity / dailyDemand));
}
