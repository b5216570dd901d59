import { locateDay, type PeriodDays } from "./period-days.ts";

/**
 * Mean demand from day 0 to `days`, units: whole periods and the share of the last.
 * @param mean [horizon], extended by `days.source`
 */
export function meanDemandUntil(mean: Float32Array, calendar: PeriodDays, days: number): number {
  const { period, share } = locateDay(calendar, days);
  let units = 0;
  for (let t = 0; t < period; t++) units += meanOf(mean, calendar, t);
  return share > 0 ? units + share * meanOf(mean, calendar, period) : units;
}

/** Days from day 0 until mean demand has taken `units`; `undefined` beyond all that is looked ahead. */
export function daysUntilSold(
  mean: Float32Array,
  calendar: PeriodDays,
  units: number,
): number | undefined {
  if (units <= 0) return 0;
  let left = units;
  for (let t = 0; t < calendar.periods; t++) {
    const demand = meanOf(mean, calendar, t);
    const start = calendar.starts[t] as number;
    if (demand >= left)
      return start + (left / demand) * ((calendar.starts[t + 1] as number) - start);
    left -= demand;
  }
  return undefined;
}

function meanOf(mean: Float32Array, { source }: PeriodDays, period: number): number {
  return Math.max(0, mean[source[period] as number] as number);
}
