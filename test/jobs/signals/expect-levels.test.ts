import { expect, test } from "vitest";
import { signalsStep } from "#jobs/signals/step.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { preparedShard } from "#test/support/models/prepared.ts";
import { beginNight, describeDataset, type Night } from "#test/support/nights/night.ts";

const items = 120;
const horizon = 28;
/** Every third is dear, a mug or not, and sells one a day where the others sell nine. */
const isDear = (row: number): boolean => row % 3 === 0;
const titles = Array.from(
  { length: items },
  (_, row) => `${isDear(row) ? "porcelain" : "plastic"} ${row % 7} mug`,
);

/** Items that are launched one a day; the last ten have not sold yet. */
async function writeShop(night: Night): Promise<number> {
  const { lake } = night;
  const { run } = night.context;
  const { firstPeriod, cutoffPeriod, cutoff } = await describeDataset(night, {
    ...{ shardCount: 1, seriesCount: items, shardSeries: [items], shardValues: [1] },
  });
  const names = Array.from({ length: items }, (_, row) => `item-${String(row).padStart(3, "0")}`);
  const prices = titles.map((_, row) => String(isDear(row) ? 20 + row / 10 : 2 + row / 100));
  const columns = new Map([
    ["item", names],
    ["title", titles],
    ["price", prices],
  ]);
  await lake.write(stepKey(run, "prepare", "items.arrow"), encodeColumns(columns));
  const places = encodeColumns(new Map([["location", ["all"]]]));
  await lake.write(stepKey(run, "prepare", "locations.arrow"), places);
  const series = names.map((item, row) => {
    const first = Math.min(firstPeriod + row, cutoffPeriod);
    const length = cutoffPeriod - first + 1;
    const sold = row < items - 10 ? (isDear(row) ? 1 : 9) : 0;
    return { item, firstPeriod: first, values: new Array<number>(length).fill(sold) };
  });
  await lake.write(
    shardKey(run, "prepare", 0),
    encodePreparedShard(preparedShard(series), horizon),
  );
  const report: IngestReport = {
    ...{ buckets: 1, dataStart: cutoff, dataEnd: cutoff, cutoff, warnings: [], tables: [] },
  };
  await writeJson(lake, stepKey(run, "ingest", ingestFile.report), report);
  return cutoffPeriod;
}

test("what never sold is expected to sell as launches like it did, and they are left to draw from", async () => {
  const night = await beginNight();
  const cutoffPeriod = await writeShop(night);
  const counts = await signalsStep.run(night.context);
  expect(counts["% of levels told by likeness"]).toBeGreaterThan(80);
  const levels = await readExpectedLevels(night.lake, night.context.run, cutoffPeriod);
  for (let row = items - 10; row < items; row++) {
    const level = Math.exp(levels?.ofItem[row] as number);
    expect(level).toBeGreaterThan(isDear(row) ? 0.6 : 5);
    expect(level).toBeLessThan(isDear(row) ? 1.7 : 14);
    for (const other of levels?.analogues.subarray(3 * row, 3 * row + 3) ?? []) {
      expect(isDear(other)).toBe(isDear(row));
    }
  }
  const {
    expected = new Float32Array(),
    firstPeriod = new Int32Array(),
    sold = [],
  } = levels?.launches ?? {};
  // Launched after the data began, a whole horizon before the cutoff: days 1 … 72.
  expect(firstPeriod).toHaveLength(72);
  expect(Math.max(...firstPeriod) + horizon - 1).toBe(cutoffPeriod);
  expect([...expected]).toEqual([...expected].sort((a, b) => a - b));
  expect([sold[0], sold.at(-1)]).toEqual([1, 9]);
});
