import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { csvLine } from "#lib/publication/csv-text.ts";
import { LineList } from "#lib/publication/line-list.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { SupplierBook } from "#lib/supply/supplier-book.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { applyOrders } from "./apply-orders.ts";
import { buy } from "./buy.ts";
import { type Collected, collectLines } from "./collect-lines.ts";
import { csvLines, type ListFile, listFiles, listQuery } from "./lists.ts";
import { readRegions } from "./read-regions.ts";
import { type Shared, shareOrders } from "./share-orders.ts";
import { openWarehouses } from "./warehouse-facts.ts";

/** Weighs the orders of all series against each other: transfers, warehouses, room, minimums, budget. */
export const allocateStep: Step = {
  name: "allocate",
  needs: ["ingest", "prepare", "replenish"],
  version: 3,
  reads: "decisions",
  settings: ({ supply, orders, suppliers, sites, transfers }) => ({
    ...{ supply, orders, suppliers, sites, transfers },
  }),
  run: allocate,
};

async function allocate(context: StepContext): Promise<StepCounts> {
  const { lake, run, config, scratch, threads, signal } = context;
  await mkdir(scratch, { recursive: true });
  const dataset = await readDataset(lake, run);
  const suppliers = new SupplierBook(config.suppliers, config.sites, config.orders);
  const collected = await collectLines(context, dataset.shardCount, suppliers);
  const tempFolder = join(scratch, "duckdb");
  const settings = { threads, memoryMegabytes: 400, folders: [scratch], tempFolder, signal };
  return await withDuckdb(settings, async (duckdb) => {
    const shared = await share(context, duckdb, dataset, collected);
    const bought = await buy(duckdb, shared, config, collected.held, scratch);
    const { warehouseOrders } = shared;
    await applyOrders(context, duckdb, bought, dataset.shardCount, warehouseOrders);
    await writeList(context, duckdb, listFiles.purchases, bought.purchases);
    await writeList(context, duckdb, listFiles.moves, shared.moves);
    await writeList(context, duckdb, listFiles.markdowns, collected.markdowns);
    return {
      purchases: bought.purchaseCount,
      transfers: shared.moveCount,
      markdowns: collected.markdownCount,
      "orders of warehouses": warehouseOrders?.item.length ?? 0,
      "suppliers held back": bought.heldBack.size,
    };
  });
}

async function share(
  context: StepContext,
  duckdb: Duckdb,
  dataset: DatasetDescription,
  { lines }: Collected,
): Promise<Shared> {
  const { config, scratch } = context;
  const warehouses = await openWarehouses(context, duckdb, dataset, lines);
  return await shareOrders(duckdb, {
    lines,
    ...warehouses,
    scratch,
    shardCount: dataset.shardCount,
    rules: {
      transfers: config.transfers,
      sites: new Map(config.sites.map((site) => [site.location, site])),
      regionOf: await readRegions(context, duckdb),
    },
  });
}

/** Leaves a list as it is published; a list without rows has its header. */
async function writeList(
  { lake, run, scratch }: StepContext,
  duckdb: Duckdb,
  list: ListFile,
  rows: string,
): Promise<void> {
  const file = new LineList(join(scratch, list.name));
  await file.write(csvLine(Object.keys(list.columns)));
  for await (const chunk of duckdb.stream(listQuery(list, rows))) {
    for (const line of csvLines(list, chunk)) await file.write(line);
  }
  await file.close();
  await lake.upload(stepKey(run, "allocate", list.name), file.path);
}
