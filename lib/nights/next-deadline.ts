import type { NightPlan } from "#lib/contracts/night-plan.ts";
import { fromEpochDay, parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { localTime } from "./local-time.ts";
import { isNightOn } from "./night-of.ts";

/** When the next run starts at the latest: `2026-11-26T02:00` on the clock of the plan's time zone. */
export function nextDeadline(now: Date, plan: NightPlan): string {
  const clock = localTime(now, plan.timeZone);
  let day = toEpochDay(parseBusinessDate(clock.slice(0, 10)));
  if (clock.slice(11) >= plan.at) day++;
  while (!isNightOn(day, plan)) day++;
  return `${fromEpochDay(day)}T${plan.at}`;
}
