import type { OverrideEntry } from "#lib/contracts/api-answers.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { jsonBytes } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { correctedMean, overrideFor } from "#lib/overrides/correct-forecast.ts";
import { readOverrides, seriesOverridesKey } from "#lib/overrides/override-book.ts";
import { conflict } from "./api-error.ts";
import { tooBusy } from "./decision-book.ts";

export const overrideActions = ["set", "multiply", "withdraw"] as const;

/** A planner's correction of the mean forecast of some periods; of several, the latest holds. */
export type Override = OverrideEntry;

const mostTries = 10;

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
  const key = seriesOverridesKey(item, location);
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
    const override = overrideFor(date, overrides);
    return override ? correctedMean(override, mean[h] ?? 0) : null;
  });
}
