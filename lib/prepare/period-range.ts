import { type PeriodCalendar, periodOf, periodStart } from "#lib/domain/period.ts";

/** Periods `first` … `last`, both included, with the period of every day in them at hand. */
export class PeriodRange {
  readonly calendar: PeriodCalendar;
  readonly first: number;
  readonly last: number;
  /** Epoch days, both included. */
  readonly firstDay: number;
  readonly lastDay: number;
  readonly #periods: Int32Array;

  constructor(calendar: PeriodCalendar, first: number, last: number) {
    this.calendar = calendar;
    this.first = first;
    this.last = last;
    this.firstDay = periodStart(first, calendar);
    this.lastDay = periodStart(last + 1, calendar) - 1;
    this.#periods = Int32Array.from({ length: this.lastDay - this.firstDay + 1 }, (_, day) =>
      periodOf(this.firstDay + day, calendar),
    );
  }

  get length(): number {
    return this.last - this.first + 1;
  }

  /** The period that holds `epochDay`; `undefined` outside the range. */
  periodOfDay(epochDay: number): number | undefined {
    return this.#periods[epochDay - this.firstDay];
  }
}
