import { readVersion } from "#jobs/cli/read-version.ts";
import type { Config } from "#lib/config/config.ts";
import { runOverridesKey, type SeriesOverrides } from "#lib/contracts/corrections.ts";
import { lakePrefix } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readAllOverrides } from "#lib/overrides/override-book.ts";
import { policyFingerprint, readCustomerPolicy } from "#lib/privacy/customer-policy.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import { findInputFiles } from "#lib/run/input-files.ts";
import {
  type RunInputs,
  runIdOf,
  type StepFingerprints,
  stepFingerprints,
} from "#lib/run/run-identity.ts";
import { writeRunManifest } from "#lib/run/run-manifest.ts";
import type { Step } from "#lib/run/step.ts";
import type { StepRecord } from "#lib/run/step-record.ts";

export interface RunRequest {
  readonly config: Config;
  readonly dataFolder: string;
  readonly lake: Lake;
  readonly asOf: BusinessDate | undefined;
  readonly seed: number;
}

/** A run, told apart from every other by all that decides its bytes. */
export interface IdentifiedRun {
  readonly run: string;
  readonly inputs: RunInputs;
  readonly fingerprints: StepFingerprints;
  /** Planners' corrections as they are now: what comes later is the next run's. */
  readonly overrides: readonly SeriesOverrides[];
}

export async function identifyRun(
  steps: readonly Step[],
  { config, dataFolder, lake, asOf, seed }: RunRequest,
): Promise<IdentifiedRun> {
  const files = await findInputFiles(config, dataFolder);
  const customers = policyFingerprint(await readCustomerPolicy(config, lake, process.env));
  const decisions = await decisionsPrint(lake);
  const all = await readAllOverrides(lake);
  const overrides = all.length > 0 ? fingerprint(all) : undefined;
  const inputs: RunInputs = { config, files, asOf, seed, customers, decisions, overrides };
  const fingerprints = stepFingerprints(steps, inputs);
  return { run: runIdOf(fingerprints, inputs), inputs, fingerprints, overrides: all };
}

/** Changes with every decision of a planner; `undefined` while there are none. */
async function decisionsPrint(lake: Lake): Promise<string | undefined> {
  const seen: string[] = [];
  for await (const { key, version } of lake.list(lakePrefix.decisions)) seen.push(key, version);
  return seen.length === 0 ? undefined : fingerprint(seen);
}

/** @returns writes the run's manifest, with the steps that are done; first what else the run goes by */
export function manifestKeeper(lake: Lake, identified: IdentifiedRun) {
  const { run, inputs, fingerprints, overrides } = identified;
  const { config, files, asOf, seed } = inputs;
  const started = new Date().toISOString();
  return async (steps: readonly StepRecord[]): Promise<void> => {
    const isFirst = steps.length === 0;
    if (isFirst && overrides.length > 0) await writeJson(lake, runOverridesKey(run), overrides);
    await writeRunManifest(lake, {
      run,
      version: readVersion(),
      config,
      seed,
      asOf: asOf ?? null,
      inputs: files,
      fingerprints: Object.fromEntries(fingerprints),
      started,
      steps,
      totalSeconds: steps.reduce((sum, { seconds }) => sum + seconds, 0),
    });
  };
}
