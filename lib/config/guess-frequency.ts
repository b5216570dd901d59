import type { Frequency } from "#lib/domain/period.ts";

/** Fewer dates than this fit any frequency. */
const fewestDates = 3;

/**
 * How far apart the dates of sales are.
 *
 * Months, where every date is the first of its month or every one is the last; weeks, where all
 * fall on one weekday; else days.
 *
 * @param epochDays days since 1970-01-01, in any order
 */
export function guessFrequency(epochDays: readonly number[]): Frequency {
  const days = [...new Set(epochDays.filter(Number.isFinite))];
  if (days.length < fewestDates) return "day";
  if (days.every(isFirstOfMonth) || days.every((day) => isFirstOfMonth(day + 1))) return "month";
  return days.every((day) => (day - (days[0] ?? 0)) % 7 === 0) ? "week" : "day";
}

const isFirstOfMonth = (epochDay: number): boolean =>
  new Date(epochDay * 86_400_000).getUTCDate() === 1;
