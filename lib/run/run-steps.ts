import { mkdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { StepName } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { fingerprint } from "./fingerprint.ts";
import type { StepFingerprints } from "./run-identity.ts";
import type { Progress, Step, StepContext, StepCounts } from "./step.ts";
import { readStepRecord, type StepRecord, writeStepRecord } from "./step-record.ts";
import { takeOverStep } from "./take-over.ts";

/** What every step of a run shares. */
export interface RunSettings extends Omit<StepContext, "scratch" | "progress"> {
  readonly fingerprints: StepFingerprints;
  /** A whole earlier run, whose unchanged steps are taken over. */
  readonly earlier: string | undefined;
}

/** Told of each step as it begins and ends. */
export interface StepObserver {
  begin(step: StepName): Progress;
  end(record: StepRecord, how: HowSettled): Promise<void>;
}

/** `idle`: the config asks for nothing of the step. */
export type HowSettled = "ran" | "was done" | "taken over" | "idle";

/** Runs the steps in order, but for those already done here or, unchanged, in the earlier run. */
export async function runSteps(
  steps: readonly Step[],
  settings: RunSettings,
  observer: StepObserver,
): Promise<StepRecord[]> {
  const records: StepRecord[] = [];
  for (const step of steps) {
    settings.signal.throwIfAborted();
    const [record, how] = await settle(step, settings, () => observer.begin(step.name));
    await observer.end(record, how);
    records.push(record);
  }
  return records;
}

type Settled = [record: StepRecord, how: HowSettled];

async function settle(step: Step, run: RunSettings, begin: () => Progress): Promise<Settled> {
  const settled = await settleWithoutWork(step, run);
  if (settled) return settled;
  const scratch = scratchFolder(run.lake, run.run, step.name);
  await mkdir(scratch, { recursive: true });
  const record = await runStep(step, { ...run, scratch, progress: begin() }, run.fingerprints);
  await rm(scratch, { recursive: true, force: true });
  return [record, "ran"];
}

/** A run, as far as taking over from an earlier one goes. */
type RunBeside = Pick<RunSettings, "lake" | "run" | "config" | "earlier" | "fingerprints">;

/** Settles a step that was done already, that is not asked for, or that stands unchanged in the earlier run. */
export async function settleWithoutWork(step: Step, run: RunBeside): Promise<Settled | undefined> {
  const done = await readStepRecord(run.lake, run.run, step.name);
  if (done) return [done, "was done"];
  if (step.isIdle?.(run.config)) return [await leaveIdle(step, run), "idle"];
  const scratch = scratchFolder(run.lake, run.run, step.name);
  await mkdir(scratch, { recursive: true });
  const taken = await takeOver(step, run, scratch);
  return taken && [taken, "taken over"];
}

async function leaveIdle(
  { name }: Step,
  { lake, run, fingerprints }: RunBeside,
): Promise<StepRecord> {
  const record: StepRecord = {
    step: name,
    fingerprint: requireFingerprint(fingerprints, name),
    finished: new Date().toISOString(),
    ...{ seconds: 0, peakMemoryMb: 0, counts: {} },
  };
  await writeStepRecord(lake, run, record);
  return record;
}

async function takeOver(
  step: Step,
  { lake, run, earlier, fingerprints }: RunBeside,
  scratch: string,
): Promise<StepRecord | undefined> {
  // What publishes moves the pointer: its outputs are not under the run.
  if (!earlier || earlier === run || step.name === "publish") return undefined;
  const current = requireFingerprint(fingerprints, step.name);
  const { name } = step;
  return await takeOverStep({ lake, run, earlier, step: name, fingerprint: current, scratch });
}

/** Runs one step and records that it is done. */
async function runStep(
  step: Step,
  context: StepContext,
  fingerprints: StepFingerprints,
): Promise<StepRecord> {
  const began = performance.now();
  const counts: StepCounts = await step.run(context);
  context.signal.throwIfAborted();
  const record: StepRecord = {
    step: step.name,
    fingerprint: requireFingerprint(fingerprints, step.name),
    finished: new Date().toISOString(),
    seconds: Math.round(performance.now() - began) / 1000,
    peakMemoryMb: Math.round(process.resourceUsage().maxRSS / 1024),
    counts,
    ...(context.machine !== undefined && { machine: context.machine }),
  };
  await writeStepRecord(context.lake, context.run, record);
  return record;
}

function requireFingerprint(fingerprints: StepFingerprints, step: StepName): string {
  const found = fingerprints.get(step);
  if (found === undefined) throw new RangeError(`${step} is no step of this run`);
  return found;
}

/** Where a step keeps files of its own; the same after a restart on the same machine. */
export function scratchFolder({ address }: Lake, run: string, step: StepName): string {
  const root = process.env.SHELFCAST_SCRATCH ?? join(tmpdir(), "shelfcast");
  return join(root, fingerprint(address).slice(0, 12), run, step);
}
