/** Periods that count as now, and how many times as long the usual before them is. */
export interface InterestWindows {
  readonly recent: number;
  readonly usual: number;
}

/** Searches a recent window that leave a ratio half believed: chance moves small counts most. */
const prior = 2;

/** A week of days, a month of weeks, two months: short enough to lead, long enough not to jump. */
export function interestWindows(frequency: "day" | "week" | "month"): InterestWindows {
  const recent = { day: 7, week: 4, month: 2 }[frequency];
  return { recent, usual: 8 * recent };
}

/**
 * How much more an item is searched for than usual, a leading indicator of demand.
 *
 *     interest(t) = ln( (R(t) + k) / (U(t) · r/u + k) )
 *
 * R searches of the last r periods up to t, U of the u periods before those, k the prior.
 *
 * @param counts [periods] searches, from the first period of the data on
 * @returns [periods] NaN until the usual can be told
 */
export function searchInterest(
  counts: Float64Array,
  { recent, usual }: InterestWindows,
): Float32Array {
  const interest = new Float32Array(counts.length).fill(Number.NaN);
  const sums = runningSums(counts);
  const between = (from: number, to: number) => (sums[to] as number) - (sums[from] as number);
  for (let t = 2 * recent - 1; t < counts.length; t++) {
    const split = t + 1 - recent;
    const start = Math.max(0, split - usual);
    const expected = (between(start, split) * recent) / (split - start);
    interest[t] = Math.log((between(split, t + 1) + prior) / (expected + prior));
  }
  return interest;
}

/** [periods + 1] sums of the periods before each. */
function runningSums(counts: Float64Array): Float64Array {
  const sums = new Float64Array(counts.length + 1);
  for (let t = 0; t < counts.length; t++) {
    sums[t + 1] = (sums[t] as number) + (counts[t] as number);
  }
  return sums;
}
