import { readVersion } from "#jobs/cli/read-version.ts";
import type { Config } from "#lib/config/config.ts";
import { lakePrefix, latestKey, runLeaseKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { policyFingerprint, readCustomerPolicy } from "#lib/privacy/customer-policy.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import { findInputFiles } from "#lib/run/input-files.ts";
import { holdLease } from "#lib/run/lease.ts";
import {
  type RunInputs,
  runIdOf,
  type StepFingerprints,
  stepFingerprints,
} from "#lib/run/run-identity.ts";
import { writeRunManifest } from "#lib/run/run-manifest.ts";
import { type RunSettings, runSteps, type StepObserver } from "#lib/run/run-steps.ts";
import type { Step } from "#lib/run/step.ts";
import type { StepRecord } from "#lib/run/step-record.ts";

export interface NightlyRequest {
  readonly config: Config;
  readonly dataFolder: string;
  readonly lake: Lake;
  readonly asOf: BusinessDate | undefined;
  readonly seed: number;
  readonly threads: number;
  readonly signal: AbortSignal;
}

export interface NightlyResult {
  readonly run: string;
  readonly records: readonly StepRecord[];
  /** Whether every step had been done before: nothing new was published. */
  readonly isOld: boolean;
}

/** Silence after which another may take a run over, seconds: longer than any pause of a busy machine. */
const leaseSeconds = 300;

/**
 * Every step of a night, from the raw tables to the publication; goes on where an earlier try stopped. A
 * second try of the same run while the first is at work is refused.
 */
export async function runNightly(
  steps: readonly Step[],
  request: NightlyRequest,
  observer: StepObserver,
): Promise<NightlyResult> {
  const { config, dataFolder, lake, asOf, seed } = request;
  const files = await findInputFiles(config, dataFolder);
  const customers = policyFingerprint(await readCustomerPolicy(config, lake, process.env));
  const decisions = await decisionsPrint(lake);
  const inputs: RunInputs = { config, files, asOf, seed, customers, decisions };
  const fingerprints = stepFingerprints(steps, inputs);
  const run = runIdOf(fingerprints, inputs);
  const terms = { now: Date.now, ttlSeconds: leaseSeconds };
  return holdLease(lake, runLeaseKey(run), `Run ${run}`, terms, async (lost) => {
    const signal = AbortSignal.any([request.signal, lost]);
    const keep = manifestKeeper(lake, run, inputs, fingerprints);
    await keep([]);
    const earlier = (await readJson<{ run: string }>(lake, latestKey))?.run;
    const settings = { ...request, signal, run, fingerprints, earlier };
    return { run, ...(await runAll(steps, settings, observer, keep)) };
  });
}

/** Changes with every decision of a planner; `undefined` while there are none. */
async function decisionsPrint(lake: Lake): Promise<string | undefined> {
  const seen: string[] = [];
  for await (const { key, version } of lake.list(lakePrefix.decisions)) seen.push(key, version);
  return seen.length === 0 ? undefined : fingerprint(seen);
}

/** Runs the steps, and keeps the manifest up to date as they end. */
async function runAll(
  steps: readonly Step[],
  settings: RunSettings,
  observer: StepObserver,
  keep: (records: readonly StepRecord[]) => Promise<void>,
): Promise<Omit<NightlyResult, "run">> {
  const records: StepRecord[] = [];
  let isOld = true;
  await runSteps(steps, settings, {
    begin: observer.begin,
    end: async (record, how) => {
      records.push(record);
      if (how !== "was done") isOld = false;
      await keep(records);
      await observer.end(record, how);
    },
  });
  return { records, isOld };
}

function manifestKeeper(
  lake: Lake,
  run: string,
  { config, files, asOf, seed }: RunInputs,
  fingerprints: StepFingerprints,
) {
  const started = new Date().toISOString();
  return (steps: readonly StepRecord[]): Promise<void> =>
    writeRunManifest(lake, {
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
}
