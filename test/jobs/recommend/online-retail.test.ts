import { mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { expect, onTestFinished, test } from "vitest";
import { eventsQuery } from "#jobs/recommend/behaviour-queries.ts";
import { readEvents } from "#jobs/recommend/read-behaviour.ts";
import { evaluateRecommendations } from "#lib/behaviour/evaluate-recommendations.ts";
import type { Purchases } from "#lib/behaviour/purchases.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

const dataFolder = process.env.SHELFCAST_DATA;

/** Every purchase with a customer, items numbered as they come. */
async function readPurchases(folder: string): Promise<Purchases> {
  const retail = join(dataFolder as string, "online-retail");
  const [path, list] = [join(folder, "sales.parquet"), join(folder, "items.ndjson")];
  const settings = { threads: 2, memoryMegabytes: 400, tempFolder: join(folder, "tmp") };
  return await withDuckdb({ ...settings, folders: [folder, retail] }, async (duckdb) => {
    await duckdb.run(`COPY (
      SELECT StockCode AS item, InvoiceDate::DATE AS date, Quantity::DOUBLE AS units,
        CustomerID AS customer, InvoiceNo AS "order"
      FROM read_csv(${sqlText(join(retail, "transactions.csv.gz"))}, all_varchar = true)
      WHERE InvoiceNo NOT LIKE 'C%' AND UnitPrice::DOUBLE > 0 AND Quantity::DOUBLE > 0
    ) TO ${sqlText(path)} (FORMAT parquet)`);
    const found = await duckdb.rows(
      `SELECT DISTINCT item FROM read_parquet(${sqlText(path)}) ORDER BY item`,
    );
    const lines = found.map(({ item }, number) => JSON.stringify({ number, item }));
    await writeFile(list, lines.join("\n"));
    const sources = { items: list, sales: [path], hasCustomer: true, hasOrder: true };
    const query = eventsQuery({ ...sources, interactions: undefined });
    return (await readEvents(duckdb, query, found.length)).purchases;
  });
}

test.skipIf(!dataFolder)(
  "online retail's last orders are met at least twice as well as by popularity (needs SHELFCAST_DATA)",
  async () => {
    const folder = await mkdtemp(join(tmpdir(), "shelfcast-retail-"));
    onTestFinished(() => rm(folder, { recursive: true, force: true }));
    const purchases = await readPurchases(folder);
    const noWords = textVectors(Array.from({ length: purchases.items }, () => []));
    const { recommendations, popularity } = evaluateRecommendations(purchases, noWords);
    expect(recommendations.customers).toBeGreaterThan(2000);
    expect(recommendations.recall).toBeGreaterThan(2 * popularity.recall);
    expect(recommendations.ndcg).toBeGreaterThan(2 * popularity.ndcg);
  },
);
