import { compassSearch } from "#lib/domain/compass-search.ts";
import type { Forecast, ForecastSettings } from "./forecast.ts";
import { describeErrors, forecastWithErrors } from "./forecast-errors.ts";
import { type ObservedSeries, observedMean } from "./observed-series.ts";
import { type SeasonKind, seasonalIndices } from "./seasonal-indices.ts";
import { cautiousSlope } from "./slope.ts";

/**
 * The Theta method (Assimakopoulos & Nikolopoulos 2000) in the form of Hyndman & Billah (2003):
 * simple exponential smoothing of the series without its season, with half its slope as drift, the
 * slope drawn towards none by how uncertain it is.
 *
 *     ŷ(n + h) = i(n + h) · (ℓ(n) + (b/2) · (h − 1 + (1 − (1 − α)ⁿ) / α))
 *     growth²(h) = 1 + (h − 1) α²
 *
 * The season is a ratio where the target is never negative, else a difference. A phase that hardly
 * ever sells is left out of the level and forecast by its index alone.
 */
export function theta(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const kind: SeasonKind = settings.nonNegative ? "multiplicative" : "additive";
  const indices = seasonalIndices(series.values, settings.season, kind);
  const level = withoutSeason(series.values, indices, kind);
  const fitted = fitDrift(level);
  const periods = series.values.length;
  const point = new Float64Array(settings.horizon);
  const growth = new Float64Array(settings.horizon);
  for (let h = 0; h < settings.horizon; h++) {
    const index = indices[(periods + h) % indices.length];
    const ahead = fitted.level + fitted.drift * (h + fitted.lag);
    point[h] = kind === "multiplicative" ? ahead * index : ahead + index;
    growth[h] = Math.sqrt(1 + h * fitted.alpha ** 2);
  }
  const errors = withSeason(fitted.errors, indices, kind);
  const seasonal = indices.some((index) => index !== indices[0]);
  const parameters = seasonal ? indices.length + 2 : 3;
  const described = describeErrors(
    errors,
    settings.season,
    observedMean(series.values),
    parameters,
  );
  return forecastWithErrors({ point, growth, errors: described, periods }, settings);
}

/** A phase below this share of the level tells nothing of the level. */
const deadPhase = 0.2;

function withoutSeason(values: Float64Array, indices: Float64Array, kind: SeasonKind) {
  return values.map((value, t) => {
    const index = indices[t % indices.length];
    if (kind === "additive") return value - index;
    return index < deadPhase ? Number.NaN : value / index;
  });
}

function withSeason(errors: Float64Array, indices: Float64Array, kind: SeasonKind): Float64Array {
  if (kind === "additive") return errors;
  return errors.map((error, t) => error * indices[t % indices.length]);
}

interface FittedDrift {
  /** α, ℓ(n) and b/2. */
  readonly alpha: number;
  readonly level: number;
  readonly drift: number;
  /** (1 − (1 − α)ⁿ) / α, periods by which the level trails the line. */
  readonly lag: number;
  readonly errors: Float64Array;
}

function fitDrift(values: Float64Array): FittedDrift {
  const drift = cautiousSlope(values) / 2;
  const start = observedMean(values, 0, Math.min(values.length, 10));
  const alphaAt = (at: Float64Array) => 0.01 + 0.98 * at[0];
  const { at } = compassSearch(
    (x) => smoothWithDrift(values, start, drift, alphaAt(x)).squares,
    [0.2],
  );
  const errors = new Float64Array(values.length);
  const alpha = alphaAt(at);
  return { alpha, drift, errors, ...smoothWithDrift(values, start, drift, alpha, errors) };
}

/** Simple smoothing; the lag grows from 0 to 1/α as the level falls behind a slope. */
function smoothWithDrift(
  values: Float64Array,
  start: number,
  drift: number,
  alpha: number,
  errors?: Float64Array,
) {
  let level = start;
  let lag = 0;
  let squares = 0;
  for (let t = 0; t < values.length; t++) {
    const error = values[t] - level - drift * lag;
    if (errors !== undefined) errors[t] = error;
    if (!Number.isNaN(error)) {
      squares += error * error;
      level += alpha * (values[t] - level);
      lag = 1 + (1 - alpha) * lag;
    } else {
      lag += 1;
    }
  }
  return { level, lag, squares };
}
