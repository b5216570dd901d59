import { type DemandWindows, meanOf, type SellingDays } from "./demand-windows.ts";
import { fillRateReorderPoint } from "./fill-rate.ts";
import { criticalRatio } from "./newsvendor.ts";
import type { OrderPolicy } from "./order-policy.ts";
import { type ServiceTarget, serviceTarget } from "./service-target.ts";
import { type SupplyTerms, shortageCost } from "./supply-terms.ts";

/** s and S of one series, and what shaped them; units and days. */
export interface PlannedLevels {
  readonly service: ServiceTarget;
  /** s: order when less than this is on hand and on its way. */
  readonly reorderPoint: number;
  /** S: order as much as brings it here. */
  readonly orderUpTo: number;
  /** Days from the cutoff until an order placed now can be sold. */
  readonly arrivesInDays: number;
  /** Mean demand over lead time and order cycle, units. */
  readonly expectedDemand: number;
  /** Days that `orderUpTo` has to cover. */
  readonly protectedDays: number;
  readonly notes: readonly ReorderNote[];
}

/** What shaped the suggestion besides demand. */
export type ReorderNote =
  | "ends-first"
  | "last-order"
  | "launch"
  | "shelf-life"
  | "returns"
  | "beyond-horizon"
  | "look-ahead-cut";

interface PlannedSeries extends SellingDays {
  readonly terms: SupplyTerms;
}

export interface LevelSettings {
  readonly policy: OrderPolicy;
  readonly wholeUnits: boolean;
  /** Days that are forecast, and that can be looked ahead by repeating the last season. */
  readonly horizonDays: number;
  readonly longestDays: number;
}

/**
 * The levels of an (s, S), (R, S) or (R, s, S) policy.
 *
 *     s = quantile at the service level of demand until the order of the next review arrives
 *     S = the same a whole order cycle on, at least s
 *
 * or, for a fill rate, s by `fillRateReorderPoint` and S a cycle's mean demand above it. For (R, S) the
 * two are one. What cannot be sold before it expires or ends is not wanted.
 *
 * @param cycle days of demand that an order is to last
 */
export function policyLevels(
  windows: DemandWindows,
  series: PlannedSeries,
  settings: LevelSettings,
  cycle: number,
): PlannedLevels {
  const { terms, daysToEnd } = series;
  const { policy, wholeUnits } = settings;
  const { leaves, nextLeaves } = windows.times;
  const arrivesInDays = windows.expectedArrival(leaves) + 1;
  const isLast = windows.expectedArrival(nextLeaves) >= daysToEnd;
  const expires = terms.shelfLifeDays !== undefined && terms.shelfLifeDays <= terms.reviewDays;
  const service = serviceTarget(terms, { isLost: isLast || expires, salvage: policy.salvage });
  const wanted = wantedLevels(windows, terms, service.level, policy);
  const shelf = shelfLimit(windows, terms, policy, arrivesInDays - 1);
  const orderable = arrivesInDays <= daysToEnd;
  const orderUpTo = orderable ? whole(Math.min(wanted.orderUpTo, shelf), wholeUnits) : 0;
  const protectedDays = Math.min(terms.leadTimeDays + cycle + leaves, daysToEnd);
  return {
    service,
    orderUpTo,
    reorderPoint: Math.min(whole(wanted.reorderPoint, wholeUnits), orderUpTo),
    arrivesInDays,
    protectedDays: Math.max(0, protectedDays),
    expectedDemand: meanOf(windows.overCycle),
    notes: [
      ...(orderable && shelf < wanted.orderUpTo ? (["shelf-life"] as const) : []),
      ...(orderable ? [] : (["ends-first"] as const)),
      ...(orderable && isLast ? (["last-order"] as const) : []),
      ...(series.daysToLaunch > 0 ? (["launch"] as const) : []),
      ...(terms.returnRate > 0 ? (["returns"] as const) : []),
      ...lookAheadNotes(protectedDays, settings),
    ],
  };
}

function lookAheadNotes(
  days: number,
  { horizonDays, longestDays }: LevelSettings,
): readonly ReorderNote[] {
  if (days > longestDays) return ["look-ahead-cut"];
  return days > horizonDays ? ["beyond-horizon"] : [];
}

function wantedLevels(
  windows: DemandWindows,
  { packSize, minOrder }: SupplyTerms,
  level: number,
  { service }: OrderPolicy,
): { readonly reorderPoint: number; readonly orderUpTo: number } {
  const { beforeArrival, untilNextArrival, overCycle } = windows;
  if (service === "cycle") {
    const reorderPoint = windows.quantile(untilNextArrival, level);
    return { reorderPoint, orderUpTo: windows.quantile(overCycle, level) };
  }
  const lot = Math.max(0, meanOf(overCycle) - meanOf(untilNextArrival));
  const cycle = { beforeArrival, untilNextArrival, lot, packSize, minOrder };
  const reorderPoint = fillRateReorderPoint(cycle, level);
  return { reorderPoint, orderUpTo: reorderPoint + lot };
}

/**
 * The most that is worth having of what expires, units: a unit more is sold before it does with the odds
 * at which its margin and its loss break even (the newsvendor's critical ratio, over lead time and shelf
 * life). Where they are not known, what sells on average.
 */
function shelfLimit(
  windows: DemandWindows,
  terms: SupplyTerms,
  { salvage }: OrderPolicy,
  arrives: number,
): number {
  const { shelfLifeDays, unitCost } = terms;
  if (shelfLifeDays === undefined) return Number.POSITIVE_INFINITY;
  const underage = shortageCost(terms);
  const until = arrives + shelfLifeDays;
  if (underage === undefined || unitCost === undefined) return windows.meanUntil(until);
  const level = criticalRatio(unitCost * (1 - salvage), underage);
  return windows.quantile(windows.until(until), level);
}

/** Forecasts are 32-bit: a level of 12.000001 units is 12. */
const roundingSlack = 1e-4;

function whole(units: number, wholeUnits: boolean): number {
  return wholeUnits ? Math.max(0, Math.ceil(units - roundingSlack)) : Math.max(0, units);
}
