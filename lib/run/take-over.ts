import { join } from "node:path";
import { runPrefix, type StepName } from "#lib/contracts/lake-keys.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { readStepRecord, type StepRecord, writeStepRecord } from "./step-record.ts";

interface TakeOver {
  readonly lake: Lake;
  readonly run: string;
  /** An earlier run that is known to be whole. */
  readonly earlier: string;
  readonly step: StepName;
  readonly fingerprint: string;
  /** A local folder for files on their way. */
  readonly scratch: string;
}

/**
 * Copies a step's outputs from an earlier run whose step depended on exactly the same things.
 * @returns the record left in this run, or undefined where the earlier run is of no use
 */
export async function takeOverStep(take: TakeOver): Promise<StepRecord | undefined> {
  const { lake, run, earlier, step, fingerprint } = take;
  const record = await readStepRecord(lake, earlier, step);
  if (record?.fingerprint !== fingerprint) return undefined;
  const from = `${runPrefix(earlier)}${step}/`;
  const passing = join(take.scratch, "taken-over");
  for await (const { key } of lake.list(from)) {
    await lake.download(key, passing);
    await lake.upload(`${runPrefix(run)}${step}/${key.slice(from.length)}`, passing);
  }
  const taken = { ...record, takenFrom: earlier };
  await writeStepRecord(lake, run, taken);
  return taken;
}
