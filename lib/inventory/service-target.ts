import { criticalRatio } from "./newsvendor.ts";
import { type SupplyTerms, shortageCost } from "./supply-terms.ts";

/** Where the service level comes from, for the reason. */
export interface ServiceTarget {
  readonly level: number;
  readonly from: "given" | "costs" | "margin" | "default";
}

/** An economic level outside these is an artefact of a cost near 0, and cannot be simulated either. */
const economicLevels = { least: 0.5, most: 0.995 };

/** What becomes of a unit left over. */
export interface LeftOver {
  /** No later order will use it up: the item ends, or its life does. */
  readonly isLost: boolean;
  /** Share of its cost got for it then. */
  readonly salvage: number;
}

/**
 * The service level to reach: the one given for the series; else the newsvendor's critical ratio of
 * stock-out and holding cost, where both are known; else the default. Where a unit left over is lost, its
 * margin stands in for a stock-out cost that nobody gave: the single-period newsvendor.
 */
export function serviceTarget(terms: SupplyTerms, left: LeftOver): ServiceTarget {
  const { serviceLevel, stockoutCost, unitCost } = terms;
  if (serviceLevel !== undefined) return { level: serviceLevel, from: "given" };
  const isCosted = stockoutCost !== undefined && stockoutCost > 0;
  const underage = isCosted || left.isLost ? shortageCost(terms) : undefined;
  if (underage === undefined || unitCost === undefined || unitCost <= 0) {
    return { level: terms.defaultServiceLevel, from: "default" };
  }
  const ratio = criticalRatio(overageCost(terms, unitCost, left), underage);
  // A unit that is lost may be worth less than even odds; one that is held only waits.
  const least = left.isLost ? 1 - economicLevels.most : economicLevels.least;
  const level = Math.min(Math.max(ratio, least), economicLevels.most);
  return { level, from: isCosted ? "costs" : "margin" };
}

/** Money lost by a unit left over: lost, or held for one order cycle. */
function overageCost(
  { reviewDays, holdingRate }: SupplyTerms,
  unitCost: number,
  { isLost, salvage }: LeftOver,
): number {
  if (isLost) return unitCost * (1 - salvage);
  return (unitCost * holdingRate * Math.max(1, reviewDays)) / 365;
}
