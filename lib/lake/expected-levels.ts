import { type ExpectedLevels, expectedLevelsKey } from "#lib/contracts/expected-levels.ts";
import { DecodedColumns, encodeColumns } from "./column-codec.ts";
import type { Lake } from "./lake.ts";

export async function writeExpectedLevels(
  lake: Lake,
  run: string,
  period: number,
  { ofItem, ofLocation, error }: ExpectedLevels,
): Promise<void> {
  const metadata = { error: String(error), ofLocation: JSON.stringify([...ofLocation]) };
  const bytes = encodeColumns(new Map([["ofItem", ofItem]]), metadata);
  await lake.write(expectedLevelsKey(run, period), bytes);
}

/** Undefined where words told nothing of levels, or the run had no words. */
export async function readExpectedLevels(
  lake: Lake,
  run: string,
  period: number,
): Promise<ExpectedLevels | undefined> {
  const key = expectedLevelsKey(run, period);
  if (!(await lake.stat(key))) return undefined;
  const columns = new DecodedColumns(await lake.read(key), key);
  return {
    ofItem: columns.float32("ofItem"),
    ofLocation: Float32Array.from(JSON.parse(columns.metadata("ofLocation")) as number[]),
    error: Number(columns.metadata("error")),
  };
}
