import { describe, expect, test } from "vitest";
import { signalsStep } from "#jobs/signals/step.ts";
import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { preparedShard } from "#test/support/models/prepared.ts";
import { beginNight, describeDataset, type Night } from "#test/support/nights/night.ts";

const cutoff = parseBusinessDate("2026-06-30");
const firstPeriod = toEpochDay(cutoff) - 99;
const items = ["mug", "pot", "vase"];
const titles = ["Red enamel mug", "Tea pot 茶壶", "Glass vase"];

/** A hundred days of three items, and what was searched and reviewed by then. */
async function writeShop(night: Night, tables: Record<string, readonly string[]>): Promise<void> {
  const { run } = night.context;
  await describeDataset(night, { shardCount: 1, seriesCount: 3 });
  const columns = new Map([
    ["item", items],
    ["title", titles],
  ]);
  await night.lake.write(stepKey(run, "prepare", "items.arrow"), encodeColumns(columns));
  const places = encodeColumns(new Map([["location", ["all"]]]));
  await night.lake.write(stepKey(run, "prepare", "locations.arrow"), places);
  const values = new Array<number>(100).fill(1);
  const late = { item: "vase", firstPeriod: firstPeriod + 60, values: values.slice(60) };
  const [mug, pot] = ["mug", "pot"].map((item) => ({ item, firstPeriod, values }));
  const shard = preparedShard([
    mug as NonNullable<typeof mug>,
    pot as NonNullable<typeof pot>,
    late,
  ]);
  await night.lake.write(shardKey(run, "prepare", 0), encodePreparedShard(shard, 28));
  const report: IngestReport = {
    ...{ buckets: 1, dataStart: cutoff, dataEnd: cutoff, cutoff, warnings: [] },
    tables: Object.entries(tables).map(([table, names]) => ({
      ...{ table, columns: names, files: [], reasons: [] },
      ...{ rows: 1, accepted: 1, rejected: 0, duplicates: 0 },
    })),
  };
  await writeJson(night.lake, stepKey(run, "ingest", ingestFile.report), report);
}

/** Two searches a day for a mug, ten in the last week; a few in Chinese for the pot. */
const searches = `SELECT DATE '2026-06-30' - ago::INTEGER AS date, query, count FROM (
    SELECT ago, 'red mugs' AS query, CASE WHEN ago < 7 THEN 10.0 ELSE 2.0 END AS count
    FROM range(100) r(ago)
    UNION ALL SELECT ago, '茶壶', 1.0 FROM range(100) r(ago)
    UNION ALL SELECT ago, 'bicycle', 9.0 FROM range(100) r(ago))`;
const reviews = `SELECT item, DATE '2026-06-01' + day::INTEGER AS date, stars::DOUBLE AS rating
  FROM (VALUES ('mug', 0, 5), ('mug', 3, 5), ('pot', 1, 2), ('pot', 4, NULL)) r(item, day, stars)`;

async function signalsOf(night: Night) {
  const { past, offsets } = await readPreparedShard(night.lake, night.context.run, 0);
  const last = (name: string, series: number) =>
    past.get(name)?.[(offsets[series + 1] as number) - 1] as number;
  return { past, last };
}

describe("the signals step", () => {
  test("adds what is searched for, by the words, and what reviews say, to what is past", async () => {
    const night = await beginNight();
    const named = { searches: ["date", "query", "count"], reviews: ["item", "date", "rating"] };
    await writeShop(night, named);
    await night.writeTable("searches.parquet", searches);
    await night.writeTable("reviews.parquet", reviews);
    expect(await signalsStep.run(night.context)).toMatchObject({
      signals: 2,
      "queries matched": 2,
    });
    const { past } = await readDataset(night.lake, night.context.run);
    expect(past).toEqual(["search_interest", "review_opinion"]);
    const { last } = await signalsOf(night);
    expect(last("search_interest", 0)).toBeCloseTo(Math.log((70 + 2) / (14 + 2)), 5);
    expect(last("search_interest", 1)).toBe(0);
    expect(last("search_interest", 2)).toBeNaN();
    expect(last("review_opinion", 0)).toBeGreaterThan(0.2);
    expect(last("review_opinion", 1)).toBeLessThan(-0.2);
  });

  test("reviews without stars count for the stars that their words give", async () => {
    const night = await beginNight();
    await writeShop(night, { reviews: ["item", "date", "rating", "text"] });
    // Long ago 300 rated a pot, in words and stars; lately the mug is only written of.
    const written = `SELECT 'pot' AS item, DATE '2026-03-24' AS date,
        CASE WHEN n % 2 = 0 THEN 5.0 ELSE 1.0 END AS rating,
        CASE WHEN n % 2 = 0 THEN '喜欢 lovely, very good ' ELSE '失望 broken, not good ' END || n % 20 AS text
      FROM range(300) r(n)
      UNION ALL SELECT 'mug', DATE '2026-06-20' + n::INTEGER, NULL, 'lovely and very good' FROM range(5) r(n)
      UNION ALL SELECT 'vase', DATE '2026-06-20' + n::INTEGER, NULL, '很失望' FROM range(5) r(n)`;
    await night.writeTable("reviews.parquet", written);
    expect(await signalsStep.run(night.context)).toMatchObject({ "stars told by words": 10 });
    const { last } = await signalsOf(night);
    expect(last("review_opinion", 0)).toBeGreaterThan(0.5);
    expect(last("review_opinion", 2)).toBeLessThan(-0.5);
  });

  test("takes searches that name their item at their word", async () => {
    const night = await beginNight();
    await writeShop(night, { searches: ["date", "query", "item"] });
    const named = `SELECT date, query, CASE WHEN query = 'red mugs' THEN 'vase' END AS item
      FROM (${searches})`;
    await night.writeTable("searches.parquet", named);
    await signalsStep.run(night.context);
    const { last } = await signalsOf(night);
    expect(last("search_interest", 0)).toBeNaN();
    expect(last("search_interest", 1)).toBe(0);
    expect(last("search_interest", 2)).toBe(0);
  });

  test("without such tables leaves the data as they are", async () => {
    const night = await beginNight();
    await writeShop(night, { sales: ["date", "item", "units"] });
    expect(await signalsStep.run(night.context)).toEqual({
      signals: 0,
      "% of levels told by likeness": 0,
    });
    expect((await readDataset(night.lake, night.context.run)).past).toEqual([]);
    expect((await signalsOf(night)).past.size).toBe(0);
  });
});
