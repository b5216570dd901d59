import { type BusinessDate, fromEpochDay, toEpochDay } from "./business-date.ts";

export const frequencies = ["day", "week", "month"] as const;
export type Frequency = (typeof frequencies)[number];

/**
 * How dates fall into periods. A period is a whole number: days since 1970-01-01, weeks since the
 * week of 1970-01-05, or months since 1970-01.
 */
export interface PeriodCalendar {
  readonly frequency: Frequency;
  /** First day of a week, 0 Monday … 6 Sunday; used when `frequency` is `week`. */
  readonly weekStart: number;
}

/** 1970-01-05, the first Monday of the epoch. */
const firstMonday = 4;

/** The period that holds `epochDay`. */
export function periodOf(epochDay: number, { frequency, weekStart }: PeriodCalendar): number {
  switch (frequency) {
    case "day":
      return epochDay;
    case "week":
      return Math.floor((epochDay - firstMonday - weekStart) / 7);
    case "month": {
      const date = new Date(epochDay * 86_400_000);
      return (date.getUTCFullYear() - 1970) * 12 + date.getUTCMonth();
    }
  }
}

/** First epoch day of `period`; the period ends the day before the next one starts. */
export function periodStart(period: number, { frequency, weekStart }: PeriodCalendar): number {
  switch (frequency) {
    case "day":
      return period;
    case "week":
      return period * 7 + firstMonday + weekStart;
    case "month":
      return Date.UTC(1970, period, 1) / 86_400_000;
  }
}

/** The date that names `period`: its first. */
export function periodDate(period: number, calendar: PeriodCalendar): BusinessDate {
  return fromEpochDay(periodStart(period, calendar));
}

export function periodOfDate(date: BusinessDate, calendar: PeriodCalendar): number {
  return periodOf(toEpochDay(date), calendar);
}

/** Periods in the shortest cycle that shoppers keep: a week of days, a year of weeks or months. */
export const defaultSeason = { day: 7, week: 52, month: 12 } as const satisfies Record<
  Frequency,
  number
>;
