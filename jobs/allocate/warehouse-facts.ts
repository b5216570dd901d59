import { open } from "node:fs/promises";
import { join } from "node:path";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { StepContext } from "#lib/run/step.ts";
import { factsQuery } from "#lib/supply/facts-query.ts";
import { FactsShard } from "#lib/supply/facts-shard.ts";
import { fetchSources } from "#lib/supply/fetch-sources.ts";
import { listDecisions } from "#lib/supply/list-decisions.ts";
import { copyFacts } from "#lib/supply/write-facts.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { lineColumns } from "./order-line.ts";
import { Warehouses } from "./warehouse-rows.ts";

export interface OpenWarehouses {
  readonly warehouses: Warehouses;
  readonly warehouseSeries: string;
  /** Items of all warehouses together. */
  readonly warehouseCount: number;
}

/** What is known of every item at every warehouse that supplies a store with it. */
export async function openWarehouses(
  context: StepContext,
  duckdb: Duckdb,
  dataset: DatasetDescription,
  lines: string,
): Promise<OpenWarehouses> {
  const { config, scratch } = context;
  const warehouseSeries = join(scratch, "warehouse-series.ndjson");
  const hasWarehouses = config.sites.some(({ suppliedFrom }) => suppliedFrom !== "");
  const warehouseCount = hasWarehouses ? await listSeries(duckdb, lines, warehouseSeries) : 0;
  const facts = FactsShard.empty(warehouseCount);
  if (warehouseCount > 0) {
    const decisions = await listDecisions(context, dataset, join(scratch, "decisions.ndjson"));
    const sources = await fetchSources(context, duckdb, { series: warehouseSeries, decisions });
    const query = factsQuery(sources, dataset.cutoff, config.supply.leadTimeDays);
    for await (const chunk of duckdb.stream(query)) {
      copyFacts(chunk, 0, chunk.rowCount, facts);
    }
  }
  return { warehouses: new Warehouses(config, dataset, facts), warehouseSeries, warehouseCount };
}

/** Writes item, warehouse and row as `factsQuery` reads them. @returns how many */
async function listSeries(duckdb: Duckdb, lines: string, path: string): Promise<number> {
  const list = await open(path, "w");
  let count = 0;
  const query = `SELECT DISTINCT item, warehouse FROM read_json(${sqlText(lines)},
    format = 'newline_delimited', columns = ${lineColumns}) WHERE warehouse <> '' ORDER BY ALL`;
  for await (const chunk of duckdb.stream(query)) {
    const [items, warehouses] = [chunk.texts("item"), chunk.texts("warehouse")];
    for (let r = 0; r < chunk.rowCount; r++) {
      const series = { shard: 0, row: count++, item: items[r], location: warehouses[r] };
      await list.appendFile(`${JSON.stringify(series)}\n`);
    }
  }
  await list.close();
  return count;
}
