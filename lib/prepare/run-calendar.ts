import { type BusinessDate, fromEpochDay, toEpochDay } from "#lib/domain/business-date.ts";
import {
  type Frequency,
  type PeriodCalendar,
  periodDate,
  periodOf,
  periodStart,
} from "#lib/domain/period.ts";

/** On which days rows of sales fall, over the whole of the table. */
export interface SalesDays {
  /** Monday 0 … Sunday 6, smallest and largest. */
  readonly weekdays: readonly [number, number];
  /** Day of the month, 1 … 31, smallest and largest. */
  readonly monthdays: readonly [number, number];
}

export interface RunCalendar {
  readonly calendar: PeriodCalendar;
  readonly cutoffPeriod: number;
  /** The period that the cutoff lies in but does not end, where it was left out for that. */
  readonly unfinished: BusinessDate | undefined;
}

/**
 * How dates fall into periods, and the last period whose data is complete at `cutoff`.
 *
 * A week or month that goes on after the cutoff would look like a fall in sales, so it is left out;
 * unless every row of the table stands for a whole period, always on one day of it, and that is past.
 */
export function runCalendar(
  { frequency, weekStart }: { readonly frequency: Frequency; readonly weekStart: number | "auto" },
  days: SalesDays,
  cutoff: BusinessDate,
): RunCalendar {
  const [weekday, lastWeekday] = days.weekdays;
  const guessed = weekday === lastWeekday ? weekday : 0;
  const calendar = { frequency, weekStart: weekStart === "auto" ? guessed : weekStart };
  const period = periodOf(toEpochDay(cutoff), calendar);
  if (toEpochDay(cutoff) >= lastRowDay(period, calendar, days)) {
    return { calendar, cutoffPeriod: period, unfinished: undefined };
  }
  return { calendar, cutoffPeriod: period - 1, unfinished: periodDate(period, calendar) };
}

/** The last epoch day of `period` on which a row may still fall. */
function lastRowDay(period: number, calendar: PeriodCalendar, days: SalesDays): number {
  const start = periodStart(period, calendar);
  const end = periodStart(period + 1, calendar) - 1;
  const [weekday, lastWeekday] = days.weekdays;
  const [monthday, lastMonthday] = days.monthdays;
  switch (calendar.frequency) {
    case "day":
      return end;
    case "week":
      return weekday === lastWeekday ? start + ((weekday - calendar.weekStart + 7) % 7) : end;
    case "month":
      return monthday === lastMonthday ? Math.min(start + monthday - 1, end) : end;
  }
}

/** The last day whose data may be used. */
export function lastUsedDay({ calendar, cutoffPeriod }: RunCalendar): BusinessDate {
  return fromEpochDay(periodStart(cutoffPeriod + 1, calendar) - 1);
}
