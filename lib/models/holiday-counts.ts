import { type PeriodCalendar, periodStart } from "#lib/domain/period.ts";
import { type Country, publicHolidays } from "#lib/domain/public-holidays.ts";

/** Numbers that tell of the holidays about a period. */
export const holidayWidth = 3;
/** Shoppers stock up this many days ahead, and rest as many after. */
const nearDays = 3;

/** Counts public holidays in and near periods. */
export class HolidayCounts {
  readonly #country: Country;
  readonly #calendar: PeriodCalendar;
  readonly #years = new Map<number, ReadonlySet<number>>();

  constructor(country: Country, calendar: PeriodCalendar) {
    this.#country = country;
    this.#calendar = calendar;
  }

  /** [holidayWidth] holidays in the period, in the 3 days after it, and in the 3 days before it. */
  around(period: number): number[] {
    const start = periodStart(period, this.#calendar);
    const end = periodStart(period + 1, this.#calendar);
    return [
      [start, end],
      [end, end + nearDays],
      [start - nearDays, start],
    ].map(([from, to]) => this.#count(from as number, to as number));
  }

  #count(from: number, to: number): number {
    let holidays = 0;
    for (let day = from; day < to; day++) {
      const year = new Date(day * 86_400_000).getUTCFullYear();
      if (this.#of(year).has(day)) holidays++;
    }
    return holidays;
  }

  #of(year: number): ReadonlySet<number> {
    const known = this.#years.get(year);
    if (known) return known;
    const days = new Set(publicHolidays(this.#country, year));
    this.#years.set(year, days);
    return days;
  }
}
