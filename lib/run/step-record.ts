import { type StepName, stepKey } from "#lib/contracts/lake-keys.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { StepCounts } from "./step.ts";

/** What a step leaves when it is done: whoever finds it need not run the step again. */
export interface StepRecord {
  readonly step: StepName;
  /** Of the step's code version, settings, seed and of all that it read. */
  readonly fingerprint: string;
  readonly finished: string;
  readonly seconds: number;
  /** Largest resident memory of the process up to the step's end, MB. */
  readonly peakMemoryMb: number;
  readonly counts: StepCounts;
  /** What it ran on where that is rented, as the price table names it. */
  readonly machine?: string;
  /** The earlier run whose outputs were taken over, where nothing had changed. */
  readonly takenFrom?: string;
}

const recordName = "step.json";

export const readStepRecord = (
  lake: Lake,
  run: string,
  step: StepName,
): Promise<StepRecord | undefined> => readJson<StepRecord>(lake, stepKey(run, step, recordName));

export const writeStepRecord = (lake: Lake, run: string, record: StepRecord): Promise<void> =>
  writeJson(lake, stepKey(run, record.step, recordName), record);

/** Records of those steps that are done, in the order of `steps`. */
export async function readStepRecords(
  lake: Lake,
  run: string,
  steps: readonly StepName[],
): Promise<StepRecord[]> {
  const found = await Promise.all(steps.map((step) => readStepRecord(lake, run, step)));
  return found.filter((record) => record !== undefined);
}
