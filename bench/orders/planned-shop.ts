import { rm } from "node:fs/promises";
import { join } from "node:path";
import { parseConfig } from "#lib/config/parse-config.ts";
import { shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { normalQuantile } from "#lib/domain/normal-distribution.ts";
import { type Random, seededRandom } from "#lib/domain/random.ts";
import { encodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

const cutoff = parseBusinessDate("2026-06-30");
const cutoffPeriod = toEpochDay(cutoff);
const horizon = 28;
const historyDays = 180;
const quantiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const seriesPerShard = 8_000;
const stores = 20;

/** Every rule that orders are weighed by: minimums, a budget, calendars, price breaks, transfers. */
export const shopConfig = (series: number, hasWarehouse: boolean) =>
  parseConfig(
    `
name: planned
quantiles: [${quantiles.join(", ")}]
tables:
  sales: { files: sales.csv, columns: { date: date, item: item, location: location, units: units } }
  stock: { files: stock.csv, columns: { item: item, date: date, location: location, on_hand: on_hand } }
  supply: { files: supply.csv, columns: { item: item, supplier: supplier, lead_time_days: lead_time_days, unit_cost: unit_cost } }
orders: { service: fill, currency: EUR, budget: ${series * 40} }
transfers: { between: all, days: 2 }
suppliers:
  - { supplier: S0, min_value: 500, order_days: [monday, thursday], delivery_days: [tuesday, friday] }
  - { supplier: S1, price_breaks: [{ units: 48, discount: 0.03 }, { units: 96, discount: 0.06 }] }
  - { supplier: S2 }
  - { supplier: S3 }
${hasWarehouse ? `sites:\n${storeNames.map((name) => `  - { location: ${name}, supplied_from: DC }`).join("\n")}` : ""}
`,
    "planned.yaml",
  );

const storeNames = Array.from({ length: stores }, (_, at) => `store-${at}`);

/** Leaves, as the steps before would, what replenish and allocate read of so many series. */
export async function writePlannedShop(
  lake: Lake,
  run: string,
  scratch: string,
  series: number,
): Promise<void> {
  const shardCount = Math.ceil(series / seriesPerShard);
  const sizes = Array.from({ length: shardCount }, (_, shard) =>
    Math.min(seriesPerShard, series - shard * seriesPerShard),
  );
  const dataset: DatasetDescription = {
    calendar: { frequency: "day", weekStart: 0 },
    ...{ season: 7, horizon, cutoff, cutoffPeriod, firstPeriod: cutoffPeriod - historyDays + 1 },
    ...{ target: "units", nonNegative: true, wholeNumbers: true, known: [], past: ["price"] },
    ...{ seriesCount: series, shardCount, shardSeries: sizes, statics: [] },
    shardValues: sizes.map((size) => size * historyDays),
  };
  await writeJson(lake, stepKey(run, "prepare", "dataset.json"), dataset);
  for (const [shard, size] of sizes.entries()) await writeShard(lake, run, shard, size);
  await writeTables(lake, run, scratch, Math.ceil(series / stores));
}

async function writeShard(lake: Lake, run: string, shard: number, size: number): Promise<void> {
  const random = seededRandom(shard, "planned-shop");
  const first = shard * seriesPerShard;
  const names = Array.from({ length: size }, (_, s) => first + s);
  const item = names.map((at) => `item-${Math.floor(at / stores)}`);
  const location = names.map((at) => storeNames[at % stores] as string);
  const paces = Float64Array.from({ length: size }, () => 0.05 * 400 ** random.uniform());
  const forecasts = inventedForecasts(paces);
  const shared = { shard, item, location };
  const labels = { method: item.map(() => "network"), segment: item.map(() => "all") };
  const bytes = encodeForecastShard({ ...shared, ...forecasts, ...labels });
  await lake.write(shardKey(run, "score", shard), bytes);
  const nothing = new Int32Array(size).fill(-1);
  const prepared = {
    ...shared,
    ...{ itemRow: nothing, locationRow: nothing, known: new Map(), statics: new Map() },
    firstPeriod: new Int32Array(size).fill(cutoffPeriod - historyDays + 1),
    offsets: Int32Array.from({ length: size + 1 }, (_, s) => s * historyDays),
    state: new Uint8Array(size * historyDays),
    ...inventedHistory(paces, random),
  };
  await lake.write(shardKey(run, "prepare", shard), encodePreparedShard(prepared, horizon));
}

/** Normal demand cut off at nothing: fast sellers have every quantile, slow ones a few. */
function inventedForecasts(paces: Float64Array) {
  const count = paces.length * horizon;
  const rows = new Float32Array(count * quantiles.length);
  const [mean, saleProbability] = [new Float32Array(count), new Float32Array(count)];
  const scores = quantiles.map(normalQuantile);
  for (let at = 0; at < count; at++) {
    const pace = paces[Math.floor(at / horizon)] as number;
    mean[at] = pace;
    saleProbability[at] = 1 - Math.exp(-pace);
    for (const [k, score] of scores.entries()) {
      const units = Math.round(pace + score * Math.sqrt(pace + 0.04 * pace * pace));
      rows[at * scores.length + k] = Math.max(0, units);
    }
  }
  return { mean, quantiles: rows, saleProbability };
}

function inventedHistory(paces: Float64Array, random: Random) {
  const target = new Float32Array(paces.length * historyDays);
  const price = new Float32Array(target.length);
  for (let at = 0; at < target.length; at++) {
    const pace = paces[Math.floor(at / historyDays)] as number;
    price[at] = at % 29 < 5 ? 4 : 5;
    target[at] = Math.round(pace * -Math.log(1 - random.uniform()) * (at % 29 < 5 ? 1.4 : 1));
  }
  return { target, past: new Map([["price", price]]) };
}

/** A count of every store and of the warehouse, and terms of every item. */
async function writeTables(lake: Lake, run: string, scratch: string, items: number): Promise<void> {
  const settings = { threads: 2, memoryMegabytes: 1000, folders: [scratch], tempFolder: scratch };
  const everyItem = `SELECT i, 'item-' || i AS item FROM range(${items}) t(i)`;
  const tables = {
    stock: `SELECT item, CASE WHEN s = ${stores} THEN 'DC' ELSE 'store-' || s END AS location,
      DATE '${cutoff}' AS date, (hash(i, s) % 120)::DOUBLE AS on_hand
      FROM (${everyItem}) CROSS JOIN range(${stores + 1}) u(s)`,
    supply: `SELECT item, 'S' || (i % 4) AS supplier, (2 + i % 9)::DOUBLE AS lead_time_days,
      (i % 3)::DOUBLE AS lead_time_sd_days, 7.0 AS review_days, [1.0, 6.0, 12.0][1 + i % 3] AS pack_size,
      3.0 AS unit_cost, 5.0 AS unit_price FROM (${everyItem})`,
  };
  await withDuckdb(settings, async (duckdb) => {
    for (const [name, sql] of Object.entries(tables)) {
      const path = join(scratch, `${name}.parquet`);
      await duckdb.run(`COPY (${sql}) TO ${sqlText(path)} (FORMAT parquet)`);
      await lake.upload(stepKey(run, "ingest", `${name}.parquet`), path);
      await rm(path, { force: true });
    }
  });
}
