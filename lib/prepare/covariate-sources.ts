import { existsSync } from "node:fs";
import { join } from "node:path";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText } from "#lib/tables/sql-text.ts";
import {
  type CovariateColumn,
  type CovariateGrid,
  eventColumns,
  readCovariates,
} from "./covariate-columns.ts";
import { type CovariateTable, readParquet } from "./prepare-source.ts";
import type { ShardPlan } from "./shard-plan.ts";

/** Covariates of a table, and which of their keys a series has. */
export interface KeyedCovariates {
  readonly columns: readonly CovariateColumn[];
  /** The key of series `s` of a shard at the given row of `locations`. */
  keyOf(s: number, locationRow: number): number;
}

/** One covariate table, made ready to be asked for shard after shard. */
export interface CovariateSource {
  read(plan: ShardPlan): Promise<KeyedCovariates>;
}

/** @param folder where tables with values an item are laid apart by bucket */
export async function openCovariates(
  duckdb: Duckdb,
  table: CovariateTable,
  grid: Omit<CovariateGrid, "keys">,
  folder: string,
): Promise<CovariateSource> {
  const rows = readParquet(table.path);
  const events = await eventColumns(duckdb, table, rows, { ...grid, keys: 0 });
  return table.columns.has("item")
    ? await openItemCovariates(duckdb, table, grid, folder, events)
    : await openBroadCovariates(duckdb, table, grid, events);
}

/** Values that all items share are few: read once, column by column, and kept. */
async function openBroadCovariates(
  duckdb: Duckdb,
  table: CovariateTable,
  grid: Omit<CovariateGrid, "keys">,
  events: ReadonlySet<string>,
): Promise<CovariateSource> {
  const isLocal = table.columns.has("location");
  const rows = readParquet(table.path);
  const from = isLocal
    ? `(SELECT location_row AS __key, * FROM ${rows} JOIN locations USING (location))`
    : `(SELECT 0 AS __key, * FROM ${rows})`;
  const [{ locations } = { locations: 0 }] = await duckdb.rows(
    "SELECT count(*) AS locations FROM locations",
  );
  const keys = isLocal ? Number(locations) : 1;
  const columns: CovariateColumn[] = [];
  for (const name of [...table.known, ...table.past]) {
    const read = await readCovariates(duckdb, table, [name], from, { ...grid, keys }, events);
    columns.push(...read);
  }
  const keyOf = (_s: number, locationRow: number) => (isLocal ? locationRow : 0);
  return { read: async () => ({ columns, keyOf }) };
}

/** Values an item may be as many as sales: they are laid apart by bucket first, as sales are. */
async function openItemCovariates(
  duckdb: Duckdb,
  table: CovariateTable,
  grid: Omit<CovariateGrid, "keys">,
  folder: string,
  events: ReadonlySet<string>,
): Promise<CovariateSource> {
  const names = [...table.known, ...table.past];
  const columns = [...(table.columns.has("date") ? ["date"] : []), ...names].map(
    (name) => `given.${sqlName(name)}`,
  );
  const keys = table.columns.has("location") ? "item, location" : "item";
  await duckdb.run(`COPY (
      SELECT series.bucket AS __bucket, series.rank AS __rank, ${columns.join(", ")}
      FROM ${readParquet(table.path)} AS given JOIN series USING (${keys})
    ) TO ${sqlText(folder)} (FORMAT parquet, PARTITION_BY (__bucket), OVERWRITE true)`);
  return {
    read: async ({ bucket, from, to }) => {
      const part = join(folder, `__bucket=${bucket}`);
      const found = existsSync(part)
        ? `(SELECT __rank - ${from} AS __key, * FROM ${readParquet(join(part, "*.parquet"))}
            WHERE __rank >= ${from} AND __rank < ${to})`
        : `(SELECT 0 AS __key, * FROM ${readParquet(table.path)} WHERE false)`;
      const shardGrid = { ...grid, keys: to - from };
      return {
        columns: await readCovariates(duckdb, table, names, found, shardGrid, events),
        keyOf: (s) => s,
      };
    },
  };
}
