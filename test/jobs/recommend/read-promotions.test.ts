import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { expect, test } from "vitest";
import { IngestedFiles } from "#jobs/recommend/ingested-files.ts";
import { readPromotions } from "#jobs/recommend/read-promotions.ts";
import { ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { beginNight } from "#test/support/nights/night.ts";

const cutoff = parseBusinessDate("2026-06-30");
const number = new Map([
  ["tea", 0],
  ["cup", 1],
]);

/** Tea sells from 21 June on, but on the 25th; a cup once. */
const sold = `SELECT 'tea' AS item, DATE '2026-06-20' + day::INTEGER AS date, 2.0 AS units
  FROM range(1, 11) d(day) WHERE day <> 5 UNION ALL SELECT 'cup', DATE '2026-06-30', 1.0`;

/** On promotion: before tea ever sold, on two days, one of them without a sale, and to come. */
const planned = `SELECT 'tea' AS item, date, 1.0 AS promotion FROM (VALUES (DATE '2026-06-01'),
    (DATE '2026-06-25'), (DATE '2026-06-26'), (DATE '2026-07-02')) p(date)
  UNION ALL SELECT 'tea', DATE '2026-06-27', 0.0`;

type Tables = Readonly<Record<string, readonly [sql: string, columns: readonly string[]]>>;

async function promotionsOf(tables: Tables) {
  const night = await beginNight();
  const { run } = night.context;
  const listed = Object.entries(tables);
  for (const [table, [sql]] of listed) {
    const name = table === "sales" ? ingestFile.sales(0) : ingestFile.table(table);
    await night.writeTable(name, sql);
  }
  const report = { buckets: 1, tables: listed.map(([table, [, columns]]) => ({ table, columns })) };
  await writeJson(night.lake, stepKey(run, "ingest", ingestFile.report), report);
  const files = await IngestedFiles.open(night.context);
  const tempFolder = await mkdtemp(`${tmpdir()}/shelfcast-promotions-`);
  const folders = [night.context.scratch];
  const found = await withDuckdb(
    { threads: 1, memoryMegabytes: 100, folders, tempFolder },
    (duckdb) => readPromotions(duckdb, files, number, toEpochDay(cutoff)),
  );
  await rm(tempFolder, { recursive: true });
  return found;
}

const tea = { promotedUnits: 2, promotedDays: 2, plainUnits: 16, plainDays: 8 };
const cup = { promotedUnits: 0, promotedDays: 0, plainUnits: 1, plainDays: 1 };

test("a plan of promotions tells what was sold in them, from the first sale to the cutoff", async () => {
  const sales = [sold, ["item", "date", "units"]] as const;
  const plan = [planned, ["item", "date", "promotion"]] as const;
  expect(await promotionsOf({ sales, "covariates-0": plan })).toEqual([tea, cup]);
});

test("what the sales themselves say goes before a plan", async () => {
  const told = `SELECT *, date = DATE '2026-06-26' AS promotion FROM (${sold})`;
  const sales = [told, ["item", "date", "units", "promotion"]] as const;
  const plan = [planned, ["item", "date", "promotion"]] as const;
  const ofSales = { ...tea, promotedDays: 1, plainDays: 9 };
  expect(await promotionsOf({ sales, "covariates-0": plan })).toEqual([ofSales, cup]);
});

test("without either nothing is known of promotions", async () => {
  const sales = [sold, ["item", "date", "units"]] as const;
  const other = [planned, ["item", "date"]] as const;
  expect(await promotionsOf({ sales, "covariates-0": other })).toBeUndefined();
});
