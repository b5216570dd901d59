import {
  analoguesNamed,
  type ExpectedLevels,
  expectedLevelsKey,
} from "#lib/contracts/expected-levels.ts";
import { type Column, DecodedColumns, encodeColumns, fixedLists } from "./column-codec.ts";
import type { Lake } from "./lake.ts";

export async function writeExpectedLevels(
  lake: Lake,
  run: string,
  period: number,
  { ofItem, ofLocation, error, analogues }: ExpectedLevels,
): Promise<void> {
  const metadata = { ofLocation: JSON.stringify([...ofLocation]) };
  const columns = new Map<string, Column>([
    ["ofItem", ofItem],
    ["error", error],
    ["analogues", fixedLists(analogues, analoguesNamed)],
  ]);
  const bytes = encodeColumns(columns, metadata);
  await lake.write(expectedLevelsKey(run, period), bytes);
}

/** Undefined where nothing told levels. */
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
    error: columns.float32("error"),
    analogues: columns.int32List("analogues").values,
  };
}
