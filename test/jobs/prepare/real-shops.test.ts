import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { describe, expect, test } from "vitest";
import { ingestStep } from "#jobs/ingest/step.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { entities, inFolder, type Prepared, runPrepare, seriesOf } from "#test/prepare/ingested.ts";

const data = process.env.SHELFCAST_DATA;

/** A shop of the examples, ingested and prepared. */
async function preparedExample(name: string, folder: string): Promise<Prepared> {
  const config = await readConfig(`examples/${name}/shelfcast.yaml`);
  const lake = await openFolderLake(join(folder, "lake"));
  const scratch = join(folder, "ingest");
  await mkdir(scratch, { recursive: true });
  await ingestStep.run({
    ...{ run: "test-run", lake, config, dataFolder: join(data as string, name), asOf: undefined },
    ...{ seed: 1, threads: 2, scratch, progress: { report: () => {}, say: () => {} } },
    signal: new AbortController().signal,
  });
  return await runPrepare(lake, config, join(folder, "prepare"), { threads: 2 });
}

/** One row of numbers that DuckDB reads from a file of the data on its own. */
async function bySql(file: string, folder: string, select: string) {
  const from = `read_csv(${sqlText(join(data as string, file))}, all_varchar = true)`;
  const settings = { threads: 2, memoryMegabytes: 400, folders: [data as string] };
  return await withDuckdb({ ...settings, tempFolder: folder }, async (duckdb) => {
    const [row = {}] = await duckdb.rows(`${select.replace("$file", from)}`);
    return row;
  });
}

describe.skipIf(!data)("real shops (skipped where SHELFCAST_DATA is unset)", () => {
  test("online retail: every unit sold is in one series, every item has its title", async () => {
    await inFolder(async (folder) => {
      const shop = await preparedExample("online-retail", folder);
      const sold = await bySql(
        "online-retail/transactions.csv.gz",
        folder,
        `SELECT sum(Quantity::BIGINT) AS units, count(DISTINCT trim(StockCode)) AS items,
           count(DISTINCT InvoiceDate::DATE) AS days
         FROM $file WHERE InvoiceNo NOT LIKE 'C%' AND UnitPrice::DOUBLE > 0 AND Quantity::BIGINT > 0`,
      );
      expect(shop.counts).toMatchObject({ total: sold.units, series: sold.items });
      expect(shop.dataset).toMatchObject({ wholeNumbers: true, nonNegative: true });
      expect(shop.dataset.past).toEqual(["price"]);
      const titled = entities(shop, "items.arrow")
        .text("title")
        .filter((title) => title !== "");
      expect(titled.length).toBeGreaterThan(0.99 * Number(sold.items));
    });
  });

  test("beverages: every volume is in one month, and prices are known ahead as far as given", async () => {
    await inFolder(async (folder) => {
      const shop = await preparedExample("beverages", folder);
      const sold = await bySql(
        "beverages/monthly-sales.csv.gz",
        folder,
        `SELECT sum(volume::DOUBLE) AS volume, count(DISTINCT agency || '@' || sku) AS series,
           count(DISTINCT date) AS months
         FROM $file`,
      );
      expect(shop.counts.series).toBe(sold.series);
      expect(Number(shop.counts.total) / Number(sold.volume)).toBeCloseTo(1, 6);
      const { cutoffPeriod, firstPeriod, known } = shop.dataset;
      expect(cutoffPeriod - firstPeriod + 1).toBe(sold.months);
      expect(known.slice(0, 3)).toEqual(["price", "regular_price", "discount"]);
      const [shard] = shop.shards;
      const series = shard && seriesOf(shop, shard.item[0] as string, shard.location[0]);
      const price = series?.known.price ?? [];
      expect(price.slice(0, series?.target.length).every(Number.isFinite)).toBe(true);
      expect(price.slice(series?.target.length).every(Number.isNaN)).toBe(true);
    });
  });
});
