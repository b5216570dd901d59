import type { PeriodRange } from "./period-range.ts";

/**
 * Where the values of some series lie: series `s` owns cells `offsets[s] … offsets[s + 1]`, one a period
 * from `firstPeriod[s]` to the range's last.
 */
export class SeriesCells {
  readonly firstPeriod: Int32Array;
  readonly range: PeriodRange;
  /** [series + 1] */
  readonly offsets: Int32Array;

  constructor(firstPeriod: Int32Array, range: PeriodRange) {
    this.firstPeriod = firstPeriod;
    this.range = range;
    this.offsets = new Int32Array(firstPeriod.length + 1);
    for (const [s, first] of firstPeriod.entries()) {
      this.offsets[s + 1] = (this.offsets[s] as number) + range.last - first + 1;
    }
  }

  get count(): number {
    return this.offsets[this.firstPeriod.length] as number;
  }

  /** Periods since the series of each row began, [rows]; -1 where its day is before that or after the range. */
  periodsSinceStart(series: ArrayLike<number>, epochDays: Int32Array): Int32Array {
    const periods = new Int32Array(epochDays.length);
    for (let row = 0; row < periods.length; row++) {
      const period = this.range.periodOfDay(epochDays[row] as number);
      const first = this.firstPeriod[series[row] as number] as number;
      periods[row] = period !== undefined && period >= first ? period - first : -1;
    }
    return periods;
  }
}
