/**
 * What a series usually sells in `days`, units: its mean over its latest observed periods.
 *
 * @param demand [periods]
 * @param isObserved whether period `t` was observed
 * @param daysPerPeriod mean length of a period
 */
export function usualDemand(
  demand: Float32Array,
  isObserved: (t: number) => boolean,
  daysPerPeriod: number,
  days: number,
): number {
  const wanted = Math.max(leastPeriods, Math.ceil(memoryDays / daysPerPeriod));
  let units = 0;
  let periods = 0;
  for (let t = demand.length - 1; t >= 0 && periods < wanted; t--) {
    if (!isObserved(t)) continue;
    units += demand[t] as number;
    periods++;
  }
  return periods === 0 ? Number.NaN : (units / periods / daysPerPeriod) * days;
}

/** Half a year says what is usual, and no less than so many periods. */
const memoryDays = 182;
const leastPeriods = 4;
