/** One period of a forecast, changed in place. */
export interface ForecastPeriod {
  readonly mean: Float32Array;
  /** [levels] */
  readonly quantiles: Float32Array;
  readonly saleProbability: Float32Array;
}

/**
 * Moves a period to another mean and keeps how sure the model was of it: a target that cannot be negative
 * is scaled, any other shifted.
 *
 *     f = v / m:   q → f q,   p → 1 − (1 − p)^f     the chance of a sale as of a Poisson count
 *     m = 0:       q → q + v, p → 1 − (1 − p) e^(−v)
 *     signed:      q → q + v − m
 *
 * @param mean v, units of the target
 */
export function moveTo(period: ForecastPeriod, mean: number, nonNegative: boolean): void {
  const before = period.mean[0] as number;
  const isScaled = nonNegative && before > 0;
  const factor = isScaled ? mean / before : 1;
  const shift = isScaled ? 0 : mean - before;
  for (const [q, value] of period.quantiles.entries()) period.quantiles[q] = value * factor + shift;
  const unsold = 1 - (period.saleProbability[0] as number);
  if (nonNegative) {
    period.saleProbability[0] = 1 - (isScaled ? unsold ** factor : unsold * Math.exp(-mean));
  }
  period.mean[0] = mean;
}
