import { join } from "node:path";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import type { FactSource, FactSources } from "./facts-query.ts";

/** Brings the tables that say how items are bought here; undefined for one the retailer has not. */
export async function fetchSources(
  context: StepContext,
  duckdb: Duckdb,
  lists: Pick<FactSources, "series" | "decisions">,
): Promise<FactSources> {
  const fetch = (table: string) => fetchSource(context, duckdb, table);
  return {
    ...lists,
    items: await fetch("items"),
    stock: await fetch("stock"),
    supply: await fetch("supply"),
    relations: await fetch("relations"),
  };
}

async function fetchSource(
  { lake, run, scratch }: StepContext,
  duckdb: Duckdb,
  table: string,
): Promise<FactSource | undefined> {
  const key = stepKey(run, "ingest", `${table}.parquet`);
  if (!(await lake.stat(key))) return undefined;
  const path = join(scratch, `${table}.parquet`);
  await lake.download(key, path);
  const described = `DESCRIBE SELECT * FROM read_parquet(${sqlText(path)})`;
  const columns = await duckdb.rows(`SELECT column_name AS name FROM (${described})`);
  return { path, columns: new Set(columns.map(({ name }) => String(name))) };
}
