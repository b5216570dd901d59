import { createHash } from "node:crypto";
import type { OverrideEntry } from "#lib/contracts/api-answers.ts";
import { overridesKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { jsonBytes, readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { conflict } from "./api-error.ts";
import { tooBusy } from "./decision-book.ts";

export const overrideActions = ["set", "multiply", "withdraw"] as const;

/** A planner's correction of the mean forecast of some periods; of several, the latest holds. */
export type Override = OverrideEntry;

/** `overrides/<hash>.json`: all corrections of one series, oldest first; their count is the version. */
interface SeriesOverrides {
  readonly item: string;
  readonly location: string;
  readonly overrides: readonly Override[];
}

const mostTries = 10;

const keyOf = (item: string, location: string): string => {
  const hash = createHash("sha256")
    .update(JSON.stringify([item, location]))
    .digest("hex");
  return overridesKey(hash.slice(0, 32));
};

export async function readOverrides(
  lake: Lake,
  item: string,
  location: string,
): Promise<readonly Override[]> {
  return (await readJson<SeriesOverrides>(lake, keyOf(item, location)))?.overrides ?? [];
}

/**
 * @param seen how many corrections of the series the planner was shown
 * @returns how many there are now
 */
export async function addOverride(
  lake: Lake,
  { item, location }: { item: string; location: string },
  override: Override,
  seen: number,
): Promise<number> {
  const key = keyOf(item, location);
  for (let tries = 0; tries < mostTries; tries++) {
    const version = (await lake.stat(key))?.version;
    const before = await readOverrides(lake, item, location);
    if (before.length !== seen) {
      throw conflict(
        "CORRECTED_MEANWHILE",
        `This forecast has ${before.length} corrections, of which you were shown ${seen}.`,
        "Look at it again, then correct it.",
      );
    }
    const overrides = [...before, override];
    if (await lake.writeIf(key, jsonBytes({ item, location, overrides }), version)) {
      return overrides.length;
    }
  }
  throw tooBusy();
}

/** [horizon] the mean as corrected; `null` where the model's own number stands. */
export function corrected(
  dates: readonly BusinessDate[],
  mean: readonly (number | null)[],
  overrides: readonly Override[],
): (number | null)[] {
  return dates.map((date, h) => {
    const last = overrides.findLast(({ from, to }) => from <= date && date <= to);
    const value = last?.value ?? null;
    if (value === null) return null;
    return last?.action === "set" ? value : value * (mean[h] ?? 0);
  });
}
