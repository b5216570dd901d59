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
import type { PeriodRange } from "./period-range.ts";
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

/** A covariate table made ready for shards, as plain values that a worker thread can be given. */
export interface LaidTable extends CovariateTable {
  /** Columns that list events. */
  readonly events: ReadonlySet<string>;
  /** Where a table with values an item is laid apart by bucket. */
  readonly folder: string;
}

/**
 * Makes `table` ready for shards. Values an item may be as many as sales: they are laid apart by
 * bucket, as sales are, with the rank of their series.
 */
export async function layCovariates(
  duckdb: Duckdb,
  table: CovariateTable,
  range: PeriodRange,
  folder: string,
): Promise<LaidTable> {
  const laid = { ...table, folder, events: await eventColumns(duckdb, table, range) };
  if (!table.columns.has("item")) return laid;
  const names = [...(table.columns.has("date") ? ["date"] : []), ...table.known, ...table.past];
  const values = names.map((name) => `given.${sqlName(name)}`).join(", ");
  const keys = table.columns.has("location") ? "item, location" : "item";
  await duckdb.run(`COPY (
      SELECT series.bucket AS __bucket, series.rank AS __rank, ${values}
      FROM ${readParquet(table.path)} AS given JOIN series USING (${keys})
    ) TO ${sqlText(folder)} (FORMAT parquet, PARTITION_BY (__bucket), OVERWRITE true)`);
  return laid;
}

export async function openCovariates(
  duckdb: Duckdb,
  table: LaidTable,
  grid: Omit<CovariateGrid, "keys">,
): Promise<CovariateSource> {
  return table.columns.has("item")
    ? openItemCovariates(duckdb, table, grid)
    : await openBroadCovariates(duckdb, table, grid);
}

/** Values that all items share are few: read once, column by column, and kept. */
async function openBroadCovariates(
  duckdb: Duckdb,
  table: LaidTable,
  grid: Omit<CovariateGrid, "keys">,
): Promise<CovariateSource> {
  const isLocal = table.columns.has("location");
  const rows = readParquet(table.path);
  const from = isLocal
    ? `(SELECT locations.__location_row AS __key, given.*
        FROM ${rows} AS given JOIN locations USING (location))`
    : `(SELECT 0 AS __key, * FROM ${rows})`;
  const [{ locations } = { locations: 0 }] = await duckdb.rows(
    "SELECT count(*) AS locations FROM locations",
  );
  const keys = isLocal ? Number(locations) : 1;
  const columns: CovariateColumn[] = [];
  for (const name of [...table.known, ...table.past]) {
    const read = await readCovariates(duckdb, table, [name], from, { ...grid, keys });
    columns.push(...read);
  }
  const keyOf = (_s: number, locationRow: number) => (isLocal ? locationRow : 0);
  return { read: async () => ({ columns, keyOf }) };
}

function openItemCovariates(
  duckdb: Duckdb,
  table: LaidTable,
  grid: Omit<CovariateGrid, "keys">,
): CovariateSource {
  const names = [...table.known, ...table.past];
  return {
    read: async ({ bucket, from, to }) => {
      const part = join(table.folder, `__bucket=${bucket}`);
      const rows = existsSync(part)
        ? `(SELECT __rank - ${from} AS __key, * FROM ${readParquet(join(part, "*.parquet"))}
            WHERE __rank >= ${from} AND __rank < ${to})`
        : `(SELECT 0 AS __key, * FROM ${readParquet(table.path)} WHERE false)`;
      const shardGrid = { ...grid, keys: to - from };
      return {
        columns: await readCovariates(duckdb, table, names, rows, shardGrid),
        keyOf: (s) => s,
      };
    },
  };
}
