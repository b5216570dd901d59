/** Fewer sales than this do not tell a spike from a habit. */
const fewestSales = 10;
/** Robust standard deviations of log size beyond which a sale is a spike, and the least such deviation. */
const spikeDeviations = 4;
const leastDeviation = 0.3;
/** Makes the median absolute deviation of a normal sample its standard deviation. */
const normalDeviation = 1.4826;

/**
 * Largest value of a series that is taken at its word: a mistyped row or a one-off bulk order counts
 * as this much, so that it moves no forecast further.
 *
 *     bound = exp(median(ln y) + 4 · max(0.3, 1.4826 · median |ln y − median|)),   over y > 0
 *
 * @param values  [periods] NaN where unobserved
 * @returns ∞ for a series of few sales, or with values below 0
 */
export function spikeBound(values: Float64Array): number {
  const logs: number[] = [];
  for (const value of values) {
    if (value < 0) return Number.POSITIVE_INFINITY;
    if (value > 0) logs.push(Math.log(value));
  }
  if (logs.length < fewestSales) return Number.POSITIVE_INFINITY;
  const sorted = Float64Array.from(logs).sort();
  const median = middle(sorted);
  const deviation = normalDeviation * middle(sorted.map((log) => Math.abs(log - median)).sort());
  return Math.exp(median + spikeDeviations * Math.max(leastDeviation, deviation));
}

const middle = (sorted: Float64Array): number =>
  (sorted[(sorted.length - 1) >> 1] + sorted[sorted.length >> 1]) / 2;
