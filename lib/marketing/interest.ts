/** How often each item was searched for or looked at, week by week. */
export class InterestCounts {
  readonly items: number;
  readonly weeks: number;
  /** [items · weeks], the oldest week first. */
  readonly counts: Float32Array;
  readonly #firstDay: number;

  /** @param lastDay epoch day of the cutoff: weeks are counted back from it */
  constructor(items: number, weeks: number, lastDay: number) {
    this.items = items;
    this.weeks = weeks;
    this.counts = new Float32Array(items * weeks);
    this.#firstDay = lastDay - 7 * weeks + 1;
  }

  add(item: number, day: number, count: number): void {
    const week = Math.floor((day - this.#firstDay) / 7);
    if (week < 0 || week >= this.weeks) return;
    const at = item * this.weeks + week;
    this.counts[at] = (this.counts[at] as number) + count;
  }

  of(item: number): Float32Array {
    return this.counts.subarray(item * this.weeks, (item + 1) * this.weeks);
  }
}

/** Of one item or category, in searches and looks. */
export interface Interest {
  /** Over the last stretch, and over the one before it. */
  readonly recent: number;
  readonly before: number;
  /** Over the stretch to come. */
  readonly expected: number;
}

const rates = [0.1, 0.2, 0.4, 0.7, 1] as const;

/** The rate at which old weeks are forgotten that would have foretold each next week best. */
export function chooseRate({ counts, items, weeks }: InterestCounts): number {
  const errors = rates.map((rate) => {
    let error = 0;
    for (let item = 0; item < items; item++) {
      error += lastErrors(counts.subarray(item * weeks, (item + 1) * weeks), rate);
    }
    return error;
  });
  return rates[errors.indexOf(Math.min(...errors))] as number;
}

/** Absolute errors of simple exponential smoothing over the later half of the weeks. */
function lastErrors(series: Float32Array, rate: number): number {
  let level = series[0] ?? 0;
  let error = 0;
  for (let week = 1; week < series.length; week++) {
    const count = series[week] as number;
    if (week >= series.length / 2) error += Math.abs(count - level);
    level += rate * (count - level);
  }
  return error;
}

/**
 * Interest over `stretch` weeks: counted, and expected at the level of simple exponential smoothing
 * (Brown 1959): l ← l + α (x − l).
 */
export function interestOf(series: Float32Array, stretch: number, rate: number): Interest {
  const sum = (values: Float32Array) => values.reduce((total, count) => total + count, 0);
  let level = series[0] ?? 0;
  for (const count of series) level += rate * (count - level);
  return {
    recent: sum(series.slice(-stretch)),
    before: sum(series.slice(-2 * stretch, -stretch)),
    expected: level * stretch,
  };
}
