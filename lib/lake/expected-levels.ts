import {
  type ExpectedLevels,
  expectedLevelsKey,
  type LaunchSales,
  launchSalesKey,
  noLaunches,
} from "#lib/contracts/expected-levels.ts";
import { type Column, DecodedColumns, encodeColumns, evenLists } from "./column-codec.ts";
import type { Lake } from "./lake.ts";

export async function writeExpectedLevels(
  lake: Lake,
  run: string,
  period: number,
  { ofItem, ofLocation, error, analogues, launches }: ExpectedLevels,
): Promise<void> {
  const metadata = { ofLocation: JSON.stringify([...ofLocation]) };
  const columns = new Map<string, Column>([
    ["ofItem", ofItem],
    ["error", error],
    ["analogues", evenLists(analogues, ofItem.length)],
  ]);
  const bytes = encodeColumns(columns, metadata);
  await lake.write(launchSalesKey(run, period), encodeLaunches(launches));
  await lake.write(expectedLevelsKey(run, period), bytes);
}

function encodeLaunches({ expected, firstPeriod, sold }: LaunchSales): Uint8Array {
  if (expected.length === 0) return encodeColumns(new Map([["expected", expected]]));
  const columns = new Map<string, Column>([
    ["expected", expected],
    ["firstPeriod", firstPeriod],
    ["sold", evenLists(sold, expected.length)],
  ]);
  return encodeColumns(columns);
}

async function readLaunches(lake: Lake, key: string): Promise<LaunchSales> {
  const columns = new DecodedColumns(await lake.read(key), key);
  if (columns.rows === 0) return noLaunches;
  return {
    expected: columns.float32("expected"),
    firstPeriod: columns.int32("firstPeriod"),
    sold: columns.float32List("sold").values,
  };
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
    launches: await readLaunches(lake, launchSalesKey(run, period)),
  };
}
