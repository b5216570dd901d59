import type { ForecastPlan } from "./forecast-plan.ts";
import type { RecentHistory } from "./recent-history.ts";

/** The numbers that make windows of large and small series alike. */
export interface WindowScale {
  /** Units of the target that become 1. */
  readonly scale: number;
  /** Mean change from one season to the next, in scales. */
  readonly spread: number;
  /** Mean change from one period to the next, in scales. */
  readonly roughness: number;
  /** Mean of the context, in scales. */
  readonly level: number;
  /** Log of the level that items of like words let expect, in scales; 0 where they tell nothing. */
  readonly expected: number;
}

/** What items of like words let expect of a series: a level, units, and how far off that may be. */
export interface SeriesExpectation {
  readonly level: number;
  /** Standard deviation of its log. */
  readonly error: number;
}

/** A short history counts as this many periods like the series' longer past. */
const priorPeriods = 4;
const smallestSpread = 0.02;
const largestUnseenSpread = 50;

/**
 * A series that never sold has the scale that is expected of it, else the typical one of the data
 * set; for all others
 *
 *     scale  = (Σ |y| + k·m) / (n + k)        n periods of the context, m mean |y| of the reach
 *     spread = (Σ |yₜ − yₜ₋ₛ| + k·scale/2) / (n' + k) / scale
 *
 * and without any observed value, the spread is that of levels over the series of the data set, or
 * around what is expected of one.
 */
export function windowScale(
  history: RecentHistory,
  plan: ForecastPlan,
  expectation?: SeriesExpectation,
): WindowScale {
  const { context, reach } = plan.windows;
  const isUnseen = history.count(0, reach) === 0;
  const longMean = history.meanMagnitude(0, reach, 0);
  const count = history.count(0, context);
  const total = history.meanMagnitude(0, context, 0) * count;
  const shrunk = (total + priorPeriods * longMean) / (count + priorPeriods);
  const unseen = expectation?.level ?? plan.target.typical;
  const scale = Math.max(shrunk > 0 ? shrunk : unseen, plan.target.floor);
  return {
    scale,
    spread: isUnseen
      ? unseenSpread(expectation?.error ?? plan.target.logSd)
      : meanChange(history, plan.season, scale),
    roughness: meanChange(history, 1, scale),
    level: isUnseen ? 1 : history.mean(0, context, history.mean(0, reach, 0)) / scale,
    expected: expectation ? Math.log(expectation.level / scale) : 0,
  };
}

/** Mean of a series' level over the one expected, levels being lognormal: e^(σ²/2). */
const unseenSpread = (logSd: number): number =>
  Math.min(Math.exp(logSd ** 2 / 2), largestUnseenSpread);

function meanChange(history: RecentHistory, lag: number, scale: number): number {
  const { values, observed, reach } = history;
  let total = 0;
  let count = 0;
  for (let age = 0; age + lag < reach; age++) {
    if (observed[age] === 0 || observed[age + lag] === 0) continue;
    total += Math.abs((values[age] as number) - (values[age + lag] as number));
    count++;
  }
  const change = (total / scale + priorPeriods / 2) / (count + priorPeriods);
  return Math.max(change, smallestSpread);
}

/** How far a value lies from the window's level, in its usual changes; outliers count by their log. */
export const standing = (value: number, { level, spread }: WindowScale): number =>
  Math.asinh((value - level) / spread);
