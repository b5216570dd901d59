import { describe, expect, test } from "vitest";
import { recommendStep } from "#jobs/recommend/step.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { beginNight, describeDataset, type Night } from "#test/support/nights/night.ts";

const items = ["cup", "gone", "milk", "mug", "new", "pot", "tea"];
const titles = ["Red cup", "Old pot", "Milk", "Red mug", "Red enamel mug", "Tea pot", "Green tea"];
const ends = ["", "2026-05-31", "", "", "", "", ""];

/** Leaves what ingest and prepare would, with `tables` in the report. */
async function writeShop(
  night: Night,
  tables: Readonly<Record<string, readonly string[]>>,
  buckets = 1,
): Promise<void> {
  const { run } = night.context;
  const cutoff = parseBusinessDate("2026-06-30");
  await describeDataset(night);
  const columns = new Map([
    ["item", items],
    ["title", titles],
    ["end_date", ends],
  ]);
  await night.lake.write(stepKey(run, "prepare", "items.arrow"), encodeColumns(columns));
  const report: IngestReport = {
    buckets,
    dataStart: cutoff,
    dataEnd: cutoff,
    cutoff,
    warnings: [],
    tables: Object.entries(tables).map(([table, names]) => ({
      ...{ table, columns: names, files: [], reasons: [] },
      ...{ rows: 0, accepted: 0, rejected: 0, duplicates: 0 },
    })),
  };
  await writeJson(night.lake, stepKey(run, "ingest", ingestFile.report), report);
}

/** Ten customers buy tea and milk each week, ten others cup and mug; half of them the pot that is gone. */
const sales = `
  SELECT item, 'all' AS location, DATE '2026-05-20' + 7 * week::INTEGER AS date, 1.0 AS units,
    'c' || customer AS customer, 'o' || customer || '-' || week AS "order"
  FROM range(20) c(customer), range(5) w(week),
    (VALUES ('tea', 0), ('milk', 0), ('cup', 1), ('mug', 1), ('gone', 1)) i(item, taste)
  WHERE customer % 2 = taste AND (item <> 'gone' OR customer < 10)
    AND hash(customer, week, item) % 10 < 8`;

const anonymous = `SELECT item, 'all' AS location, date, units FROM (${sales})`;

const list = (night: Night, where: string) =>
  night.readTable(
    stepKey(night.context.run, "recommend", "recommendations.parquet"),
    (file) =>
      `SELECT item, reason FROM ${file} WHERE ${where} ORDER BY kind, customer, source, rank`,
  );
const itemsOf = async (night: Night, where: string) =>
  (await list(night, where)).map(({ item }) => item);

async function recommendShop(): Promise<Night> {
  const night = await beginNight();
  await writeShop(night, { sales: ["item", "location", "date", "units", "customer", "order"] }, 2);
  await night.writeTable(ingestFile.sales(0), `${sales} AND item IN ('tea', 'cup')`);
  await night.writeTable(ingestFile.sales(1), `${sales} AND item NOT IN ('tea', 'cup')`);
  await recommendStep.run(night.context);
  return night;
}

describe("the recommend step", () => {
  test("offers each customer what suits the habit first, with a reason", async () => {
    const night = await recommendShop();
    const [first, second] = await list(night, "kind = 'customer' AND customer = 'c0'");
    expect(new Set([first?.item, second?.item])).toEqual(new Set(["tea", "milk"]));
    expect(first?.reason).toMatch(/^Bought \d times, last on 2026-06-\d\d; usually bought/);
  });

  test("offers nobody what can be bought no more", async () => {
    const night = await recommendShop();
    expect(await itemsOf(night, "item = 'gone'")).toEqual([]);
  });

  test("pairs what is in one order more often than by chance", async () => {
    const night = await recommendShop();
    const [pair] = await list(night, "kind = 'together' AND source = 'tea'");
    expect(pair?.item).toBe("milk");
    expect(pair?.reason).toMatch(/^In \d+ orders with "Green tea", \d\.\d times as often/);
  });

  test("finds an item nobody bought by its words", async () => {
    const night = await recommendShop();
    const [similar] = await list(night, "kind = 'similar' AND source = 'new'");
    expect(similar).toEqual({ item: "mug", reason: 'Described like "Red enamel mug": red, mug.' });
  });

  test("ranks from 1 without gaps, and writes the columns that were promised", async () => {
    const night = await recommendShop();
    const key = stepKey(night.context.run, "recommend", "recommendations.parquet");
    const gaps = await night.readTable(
      key,
      (file) => `SELECT count(*) AS lists, sum((most <> held)::INT) AS odd FROM (
        SELECT max(rank) AS most, count(*) AS held FROM ${file} GROUP BY kind, customer, source)`,
    );
    expect(gaps).toEqual([{ lists: expect.any(Number), odd: 0 }]);
    const columns = await night.readTable(
      key,
      (file) =>
        `SELECT column_name || ' ' || column_type AS c FROM (DESCRIBE SELECT * FROM ${file})`,
    );
    expect(columns.map(({ c }) => c)).toEqual([
      "kind VARCHAR",
      "customer VARCHAR",
      "source VARCHAR",
      "rank INTEGER",
      "item VARCHAR",
      "score DOUBLE",
      "reason VARCHAR",
    ]);
  });

  test("the same inputs give the same bytes", async () => {
    const bytes = [];
    for (let turn = 0; turn < 2; turn++) {
      const night = await recommendShop();
      const key = stepKey(night.context.run, "recommend", "recommendations.parquet");
      bytes.push(Buffer.from(await night.lake.read(key)).toString("base64"));
    }
    expect(bytes[1]).toBe(bytes[0]);
  });

  test("without customers and orders it writes what words tell, and says so", async () => {
    const night = await beginNight();
    await writeShop(night, { sales: ["item", "location", "date", "units"] });
    await night.writeTable(ingestFile.sales(0), anonymous);
    const counts = await recommendStep.run(night.context);
    expect(await itemsOf(night, "kind <> 'similar'")).toEqual([]);
    expect(await itemsOf(night, "source = 'new'")).toEqual(["mug", "cup"]);
    expect(night.said).toHaveLength(2);
    expect(night.said[0]).toContain("name a customer");
    expect(counts).toMatchObject({ customers: 0, orders: 0 });
  });

  test("looks count where sales name no customer, and a look is no purchase", async () => {
    const night = await beginNight();
    await writeShop(night, {
      sales: ["item", "location", "date", "units"],
      interactions: ["customer", "item", "date", "kind"],
    });
    await night.writeTable(ingestFile.sales(0), anonymous);
    await night.writeTable(
      ingestFile.table("interactions"),
      `SELECT 'c' || customer AS customer, item, DATE '2026-06-20' AS date, kind
       FROM range(8) c(customer), (VALUES ('tea', 'purchase'), ('milk', 'view'), ('pot', NULL)) i(item, kind)
       UNION ALL SELECT 'looker', 'tea', DATE '2026-06-20', 'view'`,
    );
    await recommendStep.run(night.context);
    expect(await itemsOf(night, "kind = 'together' AND source = 'tea'")).toEqual([]);
    expect(await itemsOf(night, "kind = 'similar' AND source = 'tea'")).toContain("milk");
    const [first] = await list(night, "kind = 'customer' AND customer = 'looker'");
    expect(["milk", "pot"]).toContain(first?.item);
    expect(first?.reason).toContain('Goes with "Green tea"');
  });
});
