import type { ForecastSettings } from "./forecast.ts";
import { observeSeries } from "./observed-series.ts";
import { type SeasonKind, seasonalIndices } from "./seasonal-indices.ts";

/** The latest level of a series without its season, and how to put the season back. */
export interface SeasonalLevel {
  /** Mean of the latest values without their season. */
  readonly level: number;
  /** Standard deviation of those values about `level`. */
  readonly noise: number;
  /** How many there are; 0 where nothing was observed. */
  readonly count: number;
  readonly kind: SeasonKind;
  /** [horizon] index of each period to come: a ratio or a difference. */
  readonly ahead: Float64Array;
  /** [horizon] index of each of the latest periods, the last at the cutoff. */
  readonly behind: Float64Array;
}

/** A phase below this share of the level tells nothing of the level. */
const deadPhase = 0.2;

/** The latest observed values, as many as the horizon is long. */
export function seasonalLevel(
  history: Float32Array,
  state: Uint8Array,
  { season, horizon, nonNegative }: ForecastSettings,
): SeasonalLevel {
  const { values } = observeSeries(history, state);
  const kind: SeasonKind = nonNegative ? "multiplicative" : "additive";
  const indices = seasonalIndices(values, season, kind);
  const latest: number[] = [];
  for (let t = values.length - 1; t >= 0 && latest.length < horizon; t--) {
    const index = indices[t % season];
    const dead = kind === "multiplicative" && index < deadPhase;
    if (Number.isNaN(values[t]) || dead) continue;
    latest.push(kind === "multiplicative" ? values[t] / index : values[t] - index);
  }
  const count = latest.length;
  const level = count === 0 ? 0 : latest.reduce((sum, value) => sum + value) / count;
  const squares = latest.reduce((sum, value) => sum + (value - level) ** 2, 0);
  const indexAt = (t: number) => indices[((t % season) + season) % season];
  const from = (first: number) =>
    Float64Array.from({ length: horizon }, (_, h) => indexAt(first + h));
  const noise = Math.sqrt(squares / Math.max(1, count - 1));
  const [ahead, behind] = [from(values.length), from(values.length - horizon)];
  return { level, noise, count, kind, ahead, behind };
}

/** The level that a forecast amounts to without its season. */
export function forecastLevel(mean: Float32Array, { kind, ahead }: SeasonalLevel): number {
  let total = 0;
  let indices = 0;
  for (let h = 0; h < mean.length; h++) {
    total += mean[h];
    indices += ahead[h];
  }
  if (kind === "additive") return (total - indices) / mean.length;
  return indices > 0 ? total / indices : total / mean.length;
}
