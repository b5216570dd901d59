import { type StepName, stepKey } from "#lib/contracts/lake-keys.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import type { ShardPart } from "./step.ts";

/** What one of several containers that share a step leaves when its part is done. */
export interface PartRecord {
  readonly part: ShardPart;
  readonly seconds: number;
  readonly machine?: string | undefined;
}

const folder = "containers/";

export const writePartRecord = (
  lake: Lake,
  run: string,
  step: StepName,
  record: PartRecord,
): Promise<void> => {
  const { index, count } = record.part;
  return writeJson(lake, stepKey(run, step, `${folder}${index}-of-${count}.json`), record);
};

/** None where one container did the step. */
export async function readPartRecords(
  lake: Lake,
  run: string,
  step: StepName,
): Promise<PartRecord[]> {
  const records: PartRecord[] = [];
  for await (const { key } of lake.list(stepKey(run, step, folder))) {
    records.push(await requireJson<PartRecord>(lake, key));
  }
  return records;
}
