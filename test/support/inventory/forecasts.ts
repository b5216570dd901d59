import { normalQuantile } from "#lib/domain/normal-distribution.ts";
import type { SeriesForecast } from "#lib/inventory/demand-paths.ts";
import { alwaysOpen } from "#lib/inventory/order-calendar.ts";
import type { PlannerSettings } from "#lib/inventory/reorder-planner.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";

export const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];

/** Twenty-eight days ahead of a Tuesday. */
export const daily: PlannerSettings = {
  levels,
  calendar: { frequency: "day", weekStart: 0 },
  cutoffPeriod: 20_000,
  horizon: 28,
  season: 7,
  wholeUnits: true,
  policy: { kind: "sS", service: "cycle", orderCost: 0, salvage: 0 },
  seed: 1,
};

/** The same normal demand every period. */
export function normalForecast(
  mean: number,
  sd: number,
  { horizon, levels }: Pick<PlannerSettings, "horizon" | "levels"> = daily,
): SeriesForecast {
  const row = levels.map((level) => Math.max(0, mean + sd * normalQuantile(level)));
  return {
    mean: new Float32Array(horizon).fill(mean),
    quantiles: Float32Array.from(Array.from({ length: horizon }, () => row).flat()),
    saleProbability: new Float32Array(horizon).fill(1),
  };
}

export const terms = (given: Partial<SupplyTerms> = {}): SupplyTerms => ({
  supplier: "acme",
  calendar: alwaysOpen,
  priceBreaks: [],
  leadTimeDays: 7,
  leadTimeSdDays: 0,
  reviewDays: 7,
  minOrder: 0,
  packSize: 1,
  maxOrder: Number.POSITIVE_INFINITY,
  unitCost: 2,
  unitPrice: undefined,
  holdingRate: 0.25,
  stockoutCost: undefined,
  serviceLevel: undefined,
  defaultServiceLevel: 0.95,
  shelfLifeDays: undefined,
  returnRate: 0,
  ...given,
});

export const stock = (onHand: number, onOrder = 0, backordered = 0) => ({
  onHand,
  onOrder,
  backordered,
});
