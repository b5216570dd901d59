import { type LearningSettings, type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** None where nothing was searched, or nothing better found. */
export const tunedSettings = async (lake: Lake, run: string): Promise<LearningSettings> =>
  (await readJson<TuningSummary>(lake, tuningKey(run)))?.settings ?? {};
