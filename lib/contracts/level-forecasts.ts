import { type StepName, stepKey } from "./lake-keys.ts";

/** What series may add up to, from the coarsest to the finest. `category` is every level of the path. */
export const levelKinds = ["total", "region", "category", "location", "item"] as const;
export type LevelKind = (typeof levelKinds)[number];

/** Forecasts of sums of series; each mean is the sum of the means that are published of its series. */
export interface LevelForecasts {
  /** [aggregates] `total`, `region`, `category/1`, `category/2`, …, `location`, `item`. */
  readonly level: readonly string[];
  /** [aggregates] which of its level: a region, the path of a category, a location, an item; "" the total. */
  readonly group: readonly string[];
  /** [aggregates] series that it sums up. */
  readonly series: Int32Array;
  /** [aggregates · horizon] */
  readonly mean: Float32Array;
  /** [aggregates · horizon · quantiles] of the sum forecast by itself, moved to the mean. */
  readonly quantiles: Float32Array;
  /** [aggregates] how the sum was forecast by itself. */
  readonly method: readonly string[];
}

/** How the forecasts of series and of their sums were made to agree; `reconcile/summary.json`. */
export interface ReconciliationSummary {
  readonly method: "none" | "bottom-up" | "mint";
  /** A sentence for the planner. */
  readonly reason: string;
  /** τ of `mintMultipliers`; `null` but for MinT. */
  readonly trust: number | null;
  /** Share by which MinT's error was lower on validation windows held out. */
  readonly gain: number;
  /** By level, `series` included: error of MinT relative to bottom-up on those windows. */
  readonly ratios: Readonly<Record<string, number>>;
  /** Levels that are forecast, with how many sums each has, and those that have too many. */
  readonly levels: Readonly<Record<string, number>>;
  readonly leftOut: readonly string[];
}

const reconcileStep: StepName = "reconcile";
export const levelForecastsKey = (run: string): string =>
  stepKey(run, reconcileStep, "levels.arrow");
export const reconciliationKey = (run: string): string =>
  stepKey(run, reconcileStep, "summary.json");
