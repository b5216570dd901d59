import { readDataset } from "#lib/candidates/read-shards.ts";
import type { Config } from "#lib/config/config.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { questionOf } from "./found-before.ts";

/**
 * Whether the night after the last publication is expected to search, so that machines are asked for. The
 * step itself decides by the data: where this was wrong, containers find nothing to do, or one does it all.
 */
export async function isSearchDue(lake: Lake, config: Config): Promise<boolean> {
  if (config.tuning.search === "none") return false;
  const before = (await readLatest(lake))?.run;
  const found = before && (await readJson<TuningSummary>(lake, tuningKey(before)));
  if (!before || !found) return true;
  if ((await lake.stat(stepKey(before, "prepare", "dataset.json"))) === undefined) return true;
  const dataset = await readDataset(lake, before);
  if (found.question !== questionOf({ config }, dataset)) return true;
  return dataset.cutoffPeriod + 1 - found.cutoffPeriod >= config.tuning.keepFor;
}
