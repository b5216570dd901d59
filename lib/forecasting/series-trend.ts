import { normalProbability } from "#lib/domain/normal-distribution.ts";
import type { ForecastSettings } from "./forecast.ts";
import { forecastLevel, seasonalLevel } from "./seasonal-level.ts";

type TrendDirection = "rising" | "steady" | "falling";

/** Where a series goes over the horizon, its season left out. */
export interface SeriesTrend {
  readonly direction: TrendDirection;
  /** Forecast level over latest level − 1; NaN where the latest level is 0. */
  readonly change: number;
  /** That the direction is right. */
  readonly probability: number;
}

/** A change within this share of the level is none. */
const steadyWithin = 0.05;
/** How sure a rise or fall must be to be called one. */
const sureEnough = 0.9;

/**
 * Compares the forecast with the latest level, r over n periods, both without season:
 *
 *     change = (f − r) / |r|,   its error  s = σ √(1/n + 1/horizon) / |r|
 *     rising  when P(change > 0.05) = 1 − Φ((0.05 − change) / s) ≥ 0.9; falling likewise; else steady
 *
 * The probability of steady is that neither is so: 1 − the greater of the two; it is 0, for nothing
 * can be said, where there is no latest level.
 *
 * @param mean  [horizon] the forecast that is published
 */
export function seriesTrend(
  history: Float32Array,
  state: Uint8Array,
  mean: Float32Array,
  settings: ForecastSettings,
): SeriesTrend {
  const latest = seasonalLevel(history, state, settings);
  const ahead = forecastLevel(mean, latest);
  const size = Math.abs(latest.level);
  if (latest.count < 2 || size < 1e-9) {
    return { direction: "steady", change: Number.NaN, probability: 0 };
  }
  const change = (ahead - latest.level) / size;
  const error = latest.noise * Math.sqrt(1 / latest.count + 1 / settings.horizon);
  const spread = error / size;
  const rise = probabilityAbove(change - steadyWithin, spread);
  const fall = probabilityAbove(-change - steadyWithin, spread);
  if (rise >= sureEnough) return { direction: "rising", change, probability: rise };
  if (fall >= sureEnough) return { direction: "falling", change, probability: fall };
  return { direction: "steady", change, probability: 1 - Math.max(rise, fall) };
}

/** That a normal variable of this mean and standard deviation is above 0. */
function probabilityAbove(mean: number, deviation: number): number {
  return deviation > 0 ? normalProbability(mean / deviation) : Number(mean > 0);
}
