/**
 * Quantile loss of one period, averaged over the levels, in units of the target; lower is better.
 *
 *     loss = (1/Q) Σ 2 · |(y − ŷ(q)) · ([y ≤ ŷ(q)] − q)|
 *
 * With the factor 2, as fev and GluonTS have it, so that at the median alone it is the absolute error.
 *
 * @param quantiles  ŷ  [periods · levels]
 * @param period     which of the periods
 */
export function quantileLoss(
  actual: number,
  quantiles: Float32Array,
  period: number,
  levels: readonly number[],
): number {
  let total = 0;
  for (let q = 0; q < levels.length; q++) {
    const shortfall = actual - quantiles[period * levels.length + q];
    total += Math.max(levels[q] * shortfall, (levels[q] - 1) * shortfall);
  }
  return (2 * total) / levels.length;
}

/** The median of one period: the level 0.5, or a line between the two nearest where it is not asked for. */
export function medianAt(
  quantiles: Float32Array,
  period: number,
  levels: readonly number[],
): number {
  const start = period * levels.length;
  const above = levels.findIndex((level) => level >= 0.5);
  if (above === -1) return quantiles[start + levels.length - 1];
  if (levels[above] === 0.5 || above === 0) return quantiles[start + above];
  const share = (0.5 - levels[above - 1]) / (levels[above] - levels[above - 1]);
  const low = quantiles[start + above - 1];
  return low + share * (quantiles[start + above] - low);
}
