import {
  type AppliedCorrection,
  correctionsKey,
  publishedCorrectionsKey,
} from "#lib/contracts/corrections.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { publishedRuns, readLatest } from "#lib/publication/latest.ts";

/** Publications whose corrections are scored: a month of nights and the horizon after it. */
const lookedBack = 60;

/** What planners corrected in this run's series of one shard. */
export const readCorrections = async (
  lake: Lake,
  run: string,
  shard: number,
): Promise<AppliedCorrection[]> =>
  (await readJson<AppliedCorrection[]>(lake, correctionsKey(run, shard))) ?? [];

/** Corrections of the publications before this run, the latest first. */
export async function earlierCorrections(lake: Lake, run: string): Promise<AppliedCorrection[][]> {
  const runs = publishedRuns(await readLatest(lake));
  const others = runs.filter((other) => other !== run).slice(0, lookedBack);
  const read = others.map((other) =>
    readJson<AppliedCorrection[]>(lake, publishedCorrectionsKey(other)),
  );
  return (await Promise.all(read)).map((corrections) => corrections ?? []);
}
