/**
 * Parameters of additive exponential smoothing in error-correction form (Hyndman, Koehler, Ord &
 * Snyder 2008, ch. 2), each 0 where the component is absent.
 *
 *     ŷ(t) = ℓ + φb + s(t − m)       e = y − ŷ
 *     ℓ ← ℓ + φb + αe    b ← φb + βe    s(t) ← s(t − m) + γe
 *
 * An unobserved period moves ℓ and b along their path and corrects nothing.
 */
export interface SmoothingParameters {
  /** α */
  readonly level: number;
  /** β */
  readonly trend: number;
  /** φ, the share of the trend that lasts another period */
  readonly damping: number;
  /** γ */
  readonly season: number;
}

export interface SmoothingState {
  level: number;
  trend: number;
  /** [season] by phase; one 0 where there is no season. */
  readonly season: Float64Array;
}

/**
 * Runs the history through `state`, which is left as it stands at the end.
 *
 * @param errors  [periods] receives e, NaN where unobserved; absent when only the sum is wanted
 * @returns Σ e²
 */
export function smooth(
  values: Float64Array,
  state: SmoothingState,
  parameters: SmoothingParameters,
  errors?: Float64Array,
): number {
  const { level: alpha, trend: beta, damping: phi, season: gamma } = parameters;
  const seasons = state.season;
  let { level, trend } = state;
  let squares = 0;
  let phase = 0;
  for (let t = 0; t < values.length; t++) {
    trend *= phi;
    const error = values[t] - level - trend - seasons[phase];
    level += trend;
    if (!Number.isNaN(error)) {
      squares += error * error;
      level += alpha * error;
      trend += beta * error;
      seasons[phase] += gamma * error;
    }
    if (errors !== undefined) errors[t] = error;
    if (++phase === seasons.length) phase = 0;
  }
  state.level = level;
  state.trend = trend;
  return squares;
}

/**
 * The path ahead, and how much wider errors are than one period ahead.
 *
 *     ŷ(n + h) = ℓ + (φ + … + φʰ) b + s
 *     growth²(h) = 1 + Σ c(j)², j < h,   c(j) = α + β(φ + … + φʲ) + γ[j a multiple of m]
 */
export function extrapolate(
  state: SmoothingState,
  { level, trend, damping, season }: SmoothingParameters,
  periods: number,
  horizon: number,
): { point: Float64Array; growth: Float64Array } {
  const point = new Float64Array(horizon);
  const growth = new Float64Array(horizon);
  const length = state.season.length;
  let damped = 0;
  let power = 1;
  let variance = 1;
  for (let h = 0; h < horizon; h++) {
    power *= damping;
    damped += power;
    point[h] = state.level + damped * state.trend + state.season[(periods + h) % length];
    growth[h] = Math.sqrt(variance);
    variance += (level + trend * damped + ((h + 1) % length === 0 ? season : 0)) ** 2;
  }
  return { point, growth };
}
