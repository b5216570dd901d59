import { compassSearch } from "#lib/domain/compass-search.ts";
import type { Forecast, ForecastSettings } from "./forecast.ts";
import { describeErrors, forecastWithErrors } from "./forecast-errors.ts";
import { type ObservedSeries, observedMean } from "./observed-series.ts";
import { seasonalIndices } from "./seasonal-indices.ts";
import { slopeOf } from "./slope.ts";
import {
  extrapolate,
  type SmoothingParameters,
  type SmoothingState,
  smooth,
} from "./smoothing-state.ts";

/** A form of exponential smoothing: which components it has. */
interface SmoothingForm {
  readonly trend: boolean;
  readonly season: boolean;
}

const forms: readonly SmoothingForm[] = [
  { trend: false, season: false },
  { trend: true, season: false },
  { trend: false, season: true },
  { trend: true, season: true },
];

interface FittedSmoothing {
  readonly parameters: SmoothingParameters;
  readonly start: SmoothingState;
  /** Parameters and initial states. */
  readonly count: number;
  /** Corrected Akaike criterion; lower is better. */
  readonly criterion: number;
}

/**
 * Exponential smoothing with additive errors: level, with or without damped trend and additive
 * season; the form with the least AICc is taken (FPP3 §8.6), its parameters by least squares.
 *
 *     AICc = n ln(Σe² / n) + 2k + 2k(k + 1) / (n − k − 1),   k parameters and initial states
 */
export function exponentialSmoothing(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const { values } = series;
  const best = bestSmoothing(series, settings.season);
  const state = copyState(best.start);
  const errors = new Float64Array(values.length);
  smooth(values, state, best.parameters, errors);
  const path = extrapolate(state, best.parameters, values.length, settings.horizon);
  const described = describeErrors(errors, settings.season, observedMean(values), best.count);
  return forecastWithErrors({ ...path, errors: described, periods: values.length }, settings);
}

function bestSmoothing(series: ObservedSeries, season: number): FittedSmoothing {
  const indices = seasonalIndices(series.values, season, "additive");
  const seasonal = indices.some((index) => index !== 0);
  let best: FittedSmoothing | undefined;
  for (const form of forms) {
    if (form.season && !seasonal) continue;
    const fitted = fitSmoothing(series, form, form.season ? indices : new Float64Array(1));
    if (best === undefined || fitted.criterion < best.criterion) best = fitted;
  }
  return best as FittedSmoothing;
}

function fitSmoothing(
  { values, observed }: ObservedSeries,
  form: SmoothingForm,
  indices: Float64Array,
): FittedSmoothing {
  const start = startingState(values, form, indices);
  const scratch = copyState(start);
  const loss = (at: Float64Array): number => {
    scratch.level = start.level;
    scratch.trend = start.trend;
    scratch.season.set(start.season);
    return smooth(values, scratch, parametersAt(at, form));
  };
  const found = compassSearch(loss, [
    0.15,
    ...(form.season ? [0.1] : []),
    ...(form.trend ? [0.1, 0.7] : []),
  ]);
  const count = 3 + (form.trend ? 3 : 0) + (form.season ? indices.length : 0);
  return {
    parameters: parametersAt(found.at, form),
    start,
    count,
    criterion: correctedAkaike(found.loss, observed, count),
  };
}

/** From the unit cube to  0 < α < 1,  0 ≤ γ ≤ 1 − α,  0 ≤ β ≤ α,  0.8 ≤ φ ≤ 0.98. */
function parametersAt(at: Float64Array, { trend, season }: SmoothingForm): SmoothingParameters {
  const alpha = 0.001 + 0.989 * at[0];
  const rest = season ? 2 : 1;
  return {
    level: alpha,
    season: season ? (1 - alpha) * at[1] : 0,
    trend: trend ? alpha * at[rest] : 0,
    damping: trend ? 0.8 + 0.18 * at[rest + 1] : 0,
  };
}

/** Level and slope of the first periods without their season, by least squares (FPP2 §7.6). */
function startingState(
  values: Float64Array,
  form: SmoothingForm,
  indices: Float64Array,
): SmoothingState {
  const season = Float64Array.from(indices);
  const reach = Math.min(values.length, Math.max(10, 2 * indices.length));
  const early = values.slice(0, reach);
  for (let t = 0; t < reach; t++) early[t] -= season[t % season.length];
  const level = observedMean(early);
  if (!form.trend) return { level, trend: 0, season };
  const slope = slopeOf(early);
  return { level: level - (slope * (reach + 1)) / 2, trend: slope, season };
}

function correctedAkaike(squares: number, observed: number, count: number): number {
  if (observed - count - 1 <= 0) return Number.POSITIVE_INFINITY;
  const fit = observed * Math.log(Math.max(squares / observed, 1e-12));
  return fit + 2 * count + (2 * count * (count + 1)) / (observed - count - 1);
}

const copyState = (state: SmoothingState): SmoothingState => ({
  ...state,
  season: Float64Array.from(state.season),
});
