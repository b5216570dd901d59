import type { NightPlan } from "#lib/contracts/night-plan.ts";
import {
  type BusinessDate,
  fromEpochDay,
  parseBusinessDate,
  toEpochDay,
} from "#lib/domain/business-date.ts";
import { localTime } from "./local-time.ts";

/** A night that is waiting for its files. */
export interface OpenNight {
  /** The local date of its deadline. */
  readonly night: BusinessDate;
  /** Local time from which files are its own, as `localTime` writes it. */
  readonly opens: string;
}

const weekdays = ["THU", "FRI", "SAT", "SUN", "MON", "TUE", "WED"];

/** The night that a file belongs to that arrives at `moment`; undefined where it comes too late, or on a day off. */
export function openNightAt(moment: Date, plan: NightPlan): OpenNight | undefined {
  const now = localTime(moment, plan.timeZone);
  const today = toEpochDay(parseBusinessDate(now.slice(0, 10)));
  const night = now.slice(11) < plan.at ? today : today + 1;
  const found = nightOn(night, plan);
  return found && now >= found.opens ? found : undefined;
}

/** The night whose deadline is at `moment`, give or take the minutes that a schedule may be late. */
export function nightEndingAt(moment: Date, plan: NightPlan): OpenNight | undefined {
  const date = parseBusinessDate(localTime(moment, plan.timeZone).slice(0, 10));
  return nightOn(toEpochDay(date), plan);
}

/** @param day of the deadline, days since 1970-01-01, which was a Thursday */
export const isNightOn = (day: number, { days }: NightPlan): boolean =>
  days.includes(weekdays[((day % 7) + 7) % 7] as string);

function nightOn(day: number, plan: NightPlan): OpenNight | undefined {
  if (!isNightOn(day, plan)) return undefined;
  const { at, opensAt } = plan;
  const opens = `${fromEpochDay(opensAt < at ? day : day - 1)}T${opensAt}`;
  return { night: fromEpochDay(day), opens };
}
