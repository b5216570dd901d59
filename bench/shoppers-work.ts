import { mkdir, rm } from "node:fs/promises";
import { join } from "node:path";
import { recommendStep } from "#jobs/recommend/step.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { encodeColumns } from "#lib/lake/column-codec.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** What it prints: the step `recommend` for invented customers, in a process of its own. */
export interface ShopperWork {
  readonly seconds: number;
  readonly busySeconds: number;
  readonly peakMegabytes: number;
  readonly rows: number;
}

const run = "shoppers";
const [folder = "", customerCount = "", itemCount = ""] = process.argv.slice(2);
const [customers, items] = [Number(customerCount), Number(itemCount)];
const lake = await openLake(join(folder, "lake"));
const scratch = join(folder, "scratch");
await mkdir(scratch, { recursive: true });
await writeShoppers();
const began = performance.now();
const before = process.cpuUsage();
const counts = await recommendStep.run({
  ...{ run, lake, scratch, dataFolder: folder, asOf: undefined, seed: 1, threads: 2 },
  config: parseConfig(
    `
name: shoppers
tables:
  sales: { files: s.csv, columns: { date: date, item: item, units: units, customer: customer } }
`,
    "shoppers.yaml",
  ),
  progress: { report: () => {}, say: (sentence) => console.error(sentence) },
  signal: new AbortController().signal,
});
const busy = process.cpuUsage(before);
const work: ShopperWork = {
  seconds: (performance.now() - began) / 1000,
  busySeconds: (busy.user + busy.system) / 1e6,
  peakMegabytes: process.resourceUsage().maxRSS / 1024,
  rows: Number(counts.recommendations),
};
console.log(JSON.stringify(work));

/** Twelve purchases each, in six orders of a year, of a few kinds that a customer keeps to. */
async function writeShoppers(): Promise<void> {
  const cutoff = parseBusinessDate("2026-06-30");
  const dataset: DatasetDescription = {
    calendar: { frequency: "day", weekStart: 0 },
    ...{ season: 7, horizon: 28, cutoff, cutoffPeriod: toEpochDay(cutoff) },
    ...{ firstPeriod: toEpochDay(cutoff) - 364, target: "units", nonNegative: true },
    ...{ wholeNumbers: true, known: [], past: [], statics: [] },
    ...{ seriesCount: 0, shardCount: 0, shardSeries: [], shardValues: [] },
  };
  await writeJson(lake, stepKey(run, "prepare", "dataset.json"), dataset);
  const item = Array.from({ length: items }, (_, i) => `item-${i}`);
  const title = item.map((_, i) => `kind${i % 997} sort${i % 31} number${i}`);
  const columns = new Map([
    ["item", item],
    ["title", title],
  ]);
  await lake.write(stepKey(run, "prepare", "items.arrow"), encodeColumns(columns));
  const report: IngestReport = {
    ...{ buckets: 1, dataStart: cutoff, dataEnd: cutoff, cutoff, warnings: [] },
    tables: [
      {
        ...{ table: "sales", columns: ["item", "location", "date", "units", "customer"] },
        ...{ files: [], reasons: [], rows: 0, accepted: 0, rejected: 0, duplicates: 0 },
      },
    ],
  };
  await writeJson(lake, stepKey(run, "ingest", ingestFile.report), report);
  const path = join(scratch, "sales.parquet");
  const settings = { threads: 2, memoryMegabytes: 2000, folders: [scratch], tempFolder: scratch };
  await withDuckdb(settings, (duckdb) =>
    duckdb.run(`COPY (
      SELECT 'item-' || ((hash(c) % 997 + 997 * (hash(c, o, k) % ${Math.ceil(items / 997)})) % ${items}) AS item,
        'all' AS location, DATE '2026-06-30' - (30 * o + hash(c, o) % 30)::INTEGER AS date,
        1.0 AS units, 'c' || c AS customer
      FROM range(${customers}) t(c), range(6) v(o), range(2) w(k)) TO ${sqlText(path)} (FORMAT parquet)`),
  );
  await lake.upload(stepKey(run, "ingest", ingestFile.sales(0)), path);
  await rm(path, { force: true });
}
