import { criticalRatio } from "./newsvendor.ts";
import type { OrderRules } from "./order-quantity.ts";

/** How one series is bought: days, units, money; `undefined` where nobody said. */
export interface SupplyTerms extends OrderRules {
  readonly supplier: string;
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
  /** Days from one order to the next. */
  readonly reviewDays: number;
  readonly unitCost: number | undefined;
  /** Share of the cost that a year's holding costs. */
  readonly holdingRate: number;
  readonly stockoutCost: number | undefined;
  /** Probability of no stock-out in a cycle, given for this series. */
  readonly serviceLevel: number | undefined;
  /** Used where neither a service level nor costs are given. */
  readonly defaultServiceLevel: number;
  readonly shelfLifeDays: number | undefined;
}

/** Where the service level comes from, for the reason. */
export interface ServiceTarget {
  readonly level: number;
  readonly from: "given" | "costs" | "default";
}

/** An economic level outside these is an artefact of a cost near 0, and cannot be simulated either. */
const economicLevels = { least: 0.5, most: 0.995 };

/**
 * The service level to reach: the one given for the series; else the newsvendor's critical ratio of
 * stock-out and holding cost, where both are known; else the default.
 *
 * A unit left over is held for one order cycle, or is waste if it does not live that long.
 */
export function serviceTarget(terms: SupplyTerms): ServiceTarget {
  const { serviceLevel, stockoutCost, unitCost } = terms;
  if (serviceLevel !== undefined) return { level: serviceLevel, from: "given" };
  if (stockoutCost === undefined || unitCost === undefined || stockoutCost <= 0 || unitCost <= 0) {
    return { level: terms.defaultServiceLevel, from: "default" };
  }
  const ratio = criticalRatio(overageCost(terms, unitCost), stockoutCost);
  const level = Math.min(Math.max(ratio, economicLevels.least), economicLevels.most);
  return { level, from: "costs" };
}

function overageCost(terms: SupplyTerms, unitCost: number): number {
  const { shelfLifeDays, reviewDays, holdingRate } = terms;
  if (shelfLifeDays !== undefined && shelfLifeDays <= reviewDays) return unitCost;
  return (unitCost * holdingRate * Math.max(1, reviewDays)) / 365;
}
