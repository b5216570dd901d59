import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { type TuningSummary, tuningKey } from "#lib/contracts/tuning.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import { publishedRuns, readLatest } from "#lib/publication/latest.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";

/** Changes with whatever makes an earlier search one of another question; not with the data. */
export function questionOf(
  { config: { training, tuning, quantiles } }: Pick<StepContext, "config">,
  { calendar, season, horizon, target, known, past, statics }: DatasetDescription,
): string {
  const { effort, context, fallsWith } = training;
  const { search, trials, space } = tuning;
  const attributes = statics.map(({ name }) => name);
  const data = { calendar, season, horizon, target, known, past, attributes };
  return fingerprint({ effort, context, fallsWith, search, trials, space, quantiles, data });
}

/** What the publication before searched, if it is of use still: settings outlive a night. */
export async function foundBefore(
  context: StepContext,
  dataset: DatasetDescription,
): Promise<TuningSummary | undefined> {
  const { lake, run, config } = context;
  const before = publishedRuns(await readLatest(lake)).find((other) => other !== run);
  const found = before && (await readJson<TuningSummary>(lake, tuningKey(before)));
  if (!found || found.question !== questionOf(context, dataset)) return undefined;
  const age = dataset.cutoffPeriod - found.cutoffPeriod;
  if (age < 0 || age >= config.tuning.keepFor) return undefined;
  return { ...found, takenFrom: found.takenFrom ?? before };
}
