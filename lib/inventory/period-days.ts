import { type PeriodCalendar, periodStart } from "#lib/domain/period.ts";

/**
 * Which forecast stands for each period ahead, and how many days lie up to its end. Day 0 is the end
 * of the cutoff period; an order goes out the morning after.
 */
export interface PeriodDays {
  /** Periods that can be looked ahead, forecast or extended. */
  readonly periods: number;
  /** [periods] index of the forecast that stands for a period: itself, or its own phase a season earlier. */
  readonly source: Int32Array;
  /** [periods + 1] days from day 0 to the start of a period; the last is the end of all. */
  readonly starts: Float64Array;
}

/** Longest look ahead, in periods: a cover beyond it is cut, and the reason says so. */
const longest = 400;

export function periodDays(plan: {
  readonly calendar: PeriodCalendar;
  readonly cutoffPeriod: number;
  readonly horizon: number;
  readonly season: number;
}): PeriodDays {
  const { calendar, cutoffPeriod, horizon } = plan;
  const periods = Math.max(longest, horizon);
  const season = Math.max(1, Math.min(plan.season, horizon));
  const first = periodStart(cutoffPeriod + 1, calendar);
  return {
    periods,
    source: Int32Array.from({ length: periods }, (_, t) =>
      t < horizon ? t : horizon - season + ((t - horizon) % season),
    ),
    starts: Float64Array.from(
      { length: periods + 1 },
      (_, t) => periodStart(cutoffPeriod + 1 + t, calendar) - first,
    ),
  };
}

/** The period in which `days` from day 0 end, and the share of it that lies before. */
export function locateDay(
  { periods, starts }: PeriodDays,
  days: number,
): { readonly period: number; readonly share: number } {
  let low = 0;
  let high = periods;
  while (low < high) {
    const middle = (low + high + 1) >> 1;
    if ((starts[middle] as number) <= days) low = middle;
    else high = middle - 1;
  }
  if (low === periods) return { period: periods, share: 0 };
  const start = starts[low] as number;
  return { period: low, share: (days - start) / ((starts[low + 1] as number) - start) };
}
