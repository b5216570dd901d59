import { matchesGlob } from "node:path/posix";
import type { NightPlan } from "#lib/contracts/night-plan.ts";
import { localTime } from "./local-time.ts";
import type { OpenNight } from "./night-of.ts";

/** A file under the lake's `raw/`. */
export interface Arrival {
  readonly key: string;
  readonly arrived: Date;
}

/** Those of the keys that a night waits for of which nothing has arrived since it opened. */
export function missingKeys(
  arrivals: readonly Arrival[],
  { opens }: OpenNight,
  { waitFor, timeZone }: NightPlan,
): string[] {
  const fresh = arrivals.filter(({ arrived }) => localTime(arrived, timeZone) >= opens);
  return waitFor.filter((pattern) => !fresh.some(({ key }) => matchesGlob(key, pattern)));
}
