import type { ForecastPlan } from "./forecast-plan.ts";
import type { RecentHistory } from "./recent-history.ts";
import type { SeriesExpectation, WindowScale } from "./window-scale.ts";
import { standing } from "./window-scale.ts";

/**
 * Simple forecasts of one step, between which the network chooses:
 * recent level, level of the context, two smoothed levels, seasonal naive, mean of the same phase,
 * seasonal profile on the recent level, last year's shape on the recent level.
 */
export const baselineCount = 8;
/** The last values of the same phase. */
const seasonalLags = 4;
const pastYears = 2;
/** Each lag and each past year comes with whether it is known. */
export const patternColumns = Array.from({ length: seasonalLags + pastYears }, () => [
  "value" as const,
  "is known" as const,
]).flat();
export const patternWidth = patternColumns.length;

const smoothing = [0.1, 0.3] as const;
/** Shape of a past year against its level, as a log ratio, at most e^±2. */
const largestLogRatio = 2;
/** Added to both sides of a ratio, in scales. */
const ratioOffset = 0.1;

/** What a step's patterns are read from. */
export interface StepSource {
  readonly history: RecentHistory;
  readonly plan: ForecastPlan;
  readonly window: WindowScale;
  readonly levels: WindowLevels;
}

/** Levels of a window, the same for each of its steps. In units of the target. */
export interface WindowLevels {
  readonly recent: number;
  readonly context: number;
  readonly smoothed: readonly [number, number];
}

export function windowLevels(
  history: RecentHistory,
  plan: ForecastPlan,
  expectation?: SeriesExpectation,
): WindowLevels {
  const { windows, target, nonNegative } = plan;
  const unseen = nonNegative ? (expectation?.level ?? target.typical) : 0;
  const context = history.mean(0, windows.context, history.mean(0, windows.reach, unseen));
  const smoothed = (alpha: number) => smoothedLevel(history, windows.context, alpha, context);
  return {
    recent: history.mean(0, windows.recent, context),
    context,
    smoothed: [smoothed(smoothing[0]), smoothed(smoothing[1])],
  };
}

/** Σ (1−α)ᵃ y / Σ (1−α)ᵃ over the observed ages a of the context. */
function smoothedLevel(
  { observed, values }: RecentHistory,
  context: number,
  alpha: number,
  otherwise: number,
): number {
  let weight = 1;
  let weights = 0;
  let total = 0;
  for (let age = 0; age < context; age++) {
    if (observed[age] === 1) {
      weights += weight;
      total += weight * (values[age] as number);
    }
    weight *= 1 - alpha;
  }
  return weights > 0.01 ? total / weights : otherwise;
}

/** Writes [baselineCount] forecasts of `step` (1 is the period after the origin), in scales. */
export function writeBaselines(source: StepSource, step: number, out: Float32Array, at: number) {
  const { history, plan, levels, window } = source;
  const { scale } = window;
  const phase = phaseMean(source, step);
  const naiveAge = seasonalAge(plan.season, step);
  const profile = levels.context === 0 ? phase : (phase / levels.context) * levels.recent;
  const bounded = (value: number) => Math.min(history.cap, Math.max(-history.cap, value)) / scale;
  out[at] = levels.recent / scale;
  out[at + 1] = levels.context / scale;
  out[at + 2] = levels.smoothed[0] / scale;
  out[at + 3] = levels.smoothed[1] / scale;
  out[at + 4] = history.mean(naiveAge, naiveAge + 1, phase) / scale;
  out[at + 5] = phase / scale;
  out[at + 6] = bounded(profile);
  out[at + 7] = bounded(lastYearsShape(source, step));
}

/** Age of the newest period with the phase of `step`. */
const seasonalAge = (season: number, step: number): number =>
  Math.ceil(step / season) * season - step;

function phaseMean({ history, plan, levels }: StepSource, step: number): number {
  const { season, windows } = plan;
  let total = 0;
  let count = 0;
  for (let age = seasonalAge(season, step); age < windows.context + season; age += season) {
    if (history.count(age, age + 1) === 0) continue;
    total += history.values[age] as number;
    count++;
  }
  return count > 0 ? total / count : levels.context;
}

function lastYearsShape(source: StepSource, step: number): number {
  const { levels, plan, window } = source;
  const shapes = [1, 2].map((years) => yearShape(source, step, years)).filter(isKnown);
  if (shapes.length === 0) return levels.recent;
  const shape = shapes.reduce((total, value) => total + value, 0) / shapes.length;
  return plan.nonNegative ? levels.recent * Math.exp(shape) : levels.recent + shape * window.scale;
}

const isKnown = (value: number | undefined): value is number => value !== undefined;

/** The same time of a past year against the level before it: a log ratio, or scales if signed. */
function yearShape(
  { history, plan, window }: StepSource,
  step: number,
  years: number,
): number | undefined {
  const { year, yearHalfWidth, recent } = plan.windows;
  const back = years * year;
  const from = back - step - yearHalfWidth;
  const to = back - step + yearHalfWidth + 1;
  const isSeen = to > 0 && history.count(from, to) > 0 && history.count(back, back + recent) > 0;
  if (!isSeen) return undefined;
  const value = history.mean(from, to, 0) / window.scale;
  const level = history.mean(back, back + recent, 0) / window.scale;
  const shape = plan.nonNegative
    ? Math.log((value + ratioOffset) / (level + ratioOffset))
    : value - level;
  return Math.min(largestLogRatio, Math.max(-largestLogRatio, shape));
}

/** Writes [patternWidth]: the last values of the same phase and the shapes of past years. */
export function writePatterns(source: StepSource, step: number, out: Float32Array, at: number) {
  const { history, plan, window } = source;
  let to = at;
  const nearest = seasonalAge(plan.season, step);
  for (let lag = 0; lag < seasonalLags; lag++) {
    const age = nearest + lag * plan.season;
    const isSeen = history.count(age, age + 1) > 0;
    out[to++] = isSeen ? standing((history.values[age] as number) / window.scale, window) : 0;
    out[to++] = isSeen ? 1 : 0;
  }
  for (let years = 1; years <= pastYears; years++) {
    const shape = yearShape(source, step, years);
    out[to++] = shape ?? 0;
    out[to++] = shape === undefined ? 0 : 1;
  }
}
