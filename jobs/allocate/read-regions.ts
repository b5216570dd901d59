import { join } from "node:path";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** The region of each location that has one. */
export async function readRegions(
  { lake, run, scratch, config }: StepContext,
  duckdb: Duckdb,
): Promise<ReadonlyMap<string, string>> {
  const key = stepKey(run, "ingest", "locations.parquet");
  if (config.transfers.between !== "region" || (await lake.stat(key)) === undefined) {
    return new Map();
  }
  const path = join(scratch, "locations.parquet");
  await lake.download(key, path);
  const file = `read_parquet(${sqlText(path)})`;
  const columns = await duckdb.rows(
    `SELECT column_name AS name FROM (DESCRIBE SELECT * FROM ${file})`,
  );
  if (!columns.some(({ name }) => name === "region")) return new Map();
  const rows = await duckdb.rows(`SELECT location, region FROM ${file} WHERE region <> ''`);
  return new Map(rows.map(({ location, region }) => [String(location), String(region)]));
}
