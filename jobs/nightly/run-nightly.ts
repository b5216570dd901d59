import { latestKey, runLeaseKey } from "#lib/contracts/lake-keys.ts";
import { readJson } from "#lib/lake/json-objects.ts";
import { holdLease } from "#lib/run/lease.ts";
import { type RunSettings, runSteps, type StepObserver } from "#lib/run/run-steps.ts";
import type { Step } from "#lib/run/step.ts";
import type { StepRecord } from "#lib/run/step-record.ts";
import { identifyRun, manifestKeeper, type RunRequest } from "./identify-run.ts";

export interface NightlyRequest extends RunRequest {
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
  const { lake } = request;
  const identified = await identifyRun(steps, request);
  const { run, fingerprints } = identified;
  const terms = { now: Date.now, ttlSeconds: leaseSeconds };
  return holdLease(lake, runLeaseKey(run), `Run ${run}`, terms, async (lost) => {
    const signal = AbortSignal.any([request.signal, lost]);
    const keep = manifestKeeper(lake, identified);
    await keep([]);
    const earlier = (await readJson<{ run: string }>(lake, latestKey))?.run;
    const settings = { ...request, signal, run, fingerprints, earlier };
    return { run, ...(await runAll(steps, settings, observer, keep)) };
  });
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
