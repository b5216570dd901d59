/** Fewer sales than this tell no spread. */
const fewestSales = 10;
/** Robust standard deviations of log size beyond which a sale is a spike, and the least such deviation. */
const spikeDeviations = 4;
const leastDeviation = 0.3;
/** Makes the median absolute deviation of a normal sample its standard deviation. */
const normalDeviation = 1.4826;
/** Of a few sales, one is a spike beyond this many times the median. */
const fewMultiple = 10;
/** What has come before, or nearly, is no spike: 1.5 times the second largest sale, the third of many. */
const repeatMultiple = 1.5;
const manySales = 30;

/**
 * Largest value of a series that is taken at its word: a mistyped row or a one-off bulk order counts
 * as this much, so that however large it is it moves no forecast further.
 *
 *     bound = max(S, 1.5 · y₍₂₎)      y₍₂₎ the second largest sale, the third of 30 sales or more
 *     S = exp(median(ln y) + 4 · max(0.3, 1.4826 · median |ln y − median|)),   over y > 0
 *     S = 10 · median(y)              of fewer than 10 sales
 *
 * @param values  [periods] NaN where unobserved
 * @returns ∞ for a series of fewer than 2 sales, or with values below 0
 */
export function spikeBound(values: Float64Array): number {
  const sales = sortedSales(values);
  const count = sales?.length ?? 0;
  if (sales === undefined || count < 2) return Number.POSITIVE_INFINITY;
  const repeated = repeatMultiple * (sales[count - (count < manySales ? 2 : 3)] as number);
  const usual = count < fewestSales ? fewMultiple * lowerMedian(sales) : spreadBound(sales);
  return Math.max(usual, repeated);
}

/** Sales, smallest first; undefined where a value is below 0. */
function sortedSales(values: Float64Array): Float64Array | undefined {
  const sales = new Float64Array(values.length);
  let count = 0;
  for (const value of values) {
    if (value < 0) return undefined;
    if (value > 0) sales[count++] = value;
  }
  return sales.subarray(0, count).sort();
}

function spreadBound(sales: Float64Array): number {
  const logs = sales.map(Math.log);
  const median = middle(logs);
  const deviation = normalDeviation * medianDistance(logs, median);
  return Math.exp(median + spikeDeviations * Math.max(leastDeviation, deviation));
}

/** Median of |x − centre| of sorted x: distances are met in order going outwards from the centre. */
function medianDistance(sorted: Float64Array, centre: number): number {
  let below = sorted.findLastIndex((x) => x <= centre);
  let above = below + 1;
  let [last, before] = [0, 0];
  for (let met = 0; met <= sorted.length >> 1; met++) {
    const down = centre - (sorted[below] ?? Number.NEGATIVE_INFINITY);
    const up = (sorted[above] ?? Number.POSITIVE_INFINITY) - centre;
    before = last;
    last = Math.min(down, up);
    if (down <= up) below--;
    else above++;
  }
  return sorted.length % 2 === 1 ? last : (before + last) / 2;
}

const lowerMedian = (sorted: Float64Array): number => sorted[(sorted.length - 1) >> 1] as number;
const middle = (sorted: Float64Array): number =>
  (lowerMedian(sorted) + (sorted[sorted.length >> 1] as number)) / 2;
