import {
  type DatasetDescription,
  type PreparedShard,
  periodState,
} from "#lib/contracts/prepared-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodOfDate, periodStart } from "#lib/domain/period.ts";

/** Periods from the cutoff to the next, or to the end of the horizon or of the data. */
export function periodsUntil(
  next: BusinessDate | undefined,
  { calendar, cutoffPeriod, horizon }: DatasetDescription,
  lastKnown: number,
): number {
  const known = Math.max(0, Math.min(horizon, lastKnown - cutoffPeriod));
  return next === undefined ? known : Math.min(known, periodOfDate(next, calendar) - cutoffPeriod);
}

/** The days that are played after one cutoff. */
export interface StretchDays {
  readonly firstDay: number;
  readonly days: number;
  /** Days of the first period. */
  readonly look: number;
  /** [days] the period in which a day lies, counted from the cutoff. */
  readonly offsets: Int32Array;
  /** [periods] days of each. */
  readonly lengths: readonly number[];
  readonly lookDays: ReadonlySet<number>;
}

export function stretchDays(
  { calendar, cutoffPeriod }: DatasetDescription,
  periods: number,
): StretchDays {
  const starts = Array.from({ length: periods + 1 }, (_, k) =>
    periodStart(cutoffPeriod + 1 + k, calendar),
  );
  const firstDay = starts[0] as number;
  const lengths = starts.slice(1).map((end, k) => end - (starts[k] as number));
  const offsets = Int32Array.from(lengths.flatMap((days, k) => new Array<number>(days).fill(k)));
  const lookDays = new Set(starts.slice(0, -1).map((start) => start - firstDay));
  return { firstDay, days: offsets.length, look: lengths[0] ?? 1, offsets, lengths, lookDays };
}

/** A period's demand falls evenly on its days; a period of which nothing is known asks for nothing. */
export function dailyDemand(
  actual: Float32Array,
  { days, offsets, lengths }: StretchDays,
): Float64Array {
  return Float64Array.from({ length: days }, (_, day) => {
    const period = offsets[day] as number;
    return (actual[period] || 0) / (lengths[period] as number);
  });
}

/** Mean and standard deviation of a day over the observed past. */
export function dailyMoments(
  { offsets, target, state }: PreparedShard,
  s: number,
  look: number,
): { readonly dailyMean: number; readonly dailySd: number } {
  let [count, sum, squares] = [0, 0, 0];
  for (let t = offsets[s] as number; t < (offsets[s + 1] as number); t++) {
    if (state[t] !== periodState.observed) continue;
    const units = target[t] as number;
    count++;
    sum += units;
    squares += units * units;
  }
  if (count === 0) return { dailyMean: 0, dailySd: 0 };
  const variance = Math.max(0, squares / count - (sum / count) ** 2);
  return { dailyMean: sum / count / look, dailySd: Math.sqrt(variance / look) };
}
