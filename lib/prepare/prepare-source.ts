import type { Config } from "#lib/config/config.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** A Parquet file of ingest's on this machine, and the columns it has. */
export interface TableFile {
  readonly path: string;
  readonly columns: ReadonlySet<string>;
}

/** Values that hold for a day, an item, a location, or several of them together. */
export interface CovariateTable extends TableFile {
  readonly known: readonly string[];
  readonly past: readonly string[];
}

/** What ingest left, as far as series are made of it. */
export interface PrepareSource {
  /** One file a bucket; a series lies in one of them. */
  readonly sales: readonly TableFile[];
  readonly items: TableFile | undefined;
  readonly locations: TableFile | undefined;
  readonly covariates: readonly CovariateTable[];
  /** First and last day of sales. */
  readonly dataStart: BusinessDate;
  readonly dataEnd: BusinessDate;
  /** Last day whose data may be used. */
  readonly cutoff: BusinessDate;
}

/** The settings that decide what a series is. */
export type PrepareSettings = Pick<
  Config,
  "frequency" | "weekStart" | "horizon" | "season" | "country" | "target" | "missing" | "start"
>;

export const readParquet = (...paths: readonly string[]): string =>
  `read_parquet([${paths.map(sqlText).join(", ")}], hive_partitioning = false)`;

export async function tableFile(duckdb: Duckdb, path: string): Promise<TableFile> {
  const rows = await duckdb.rows(`DESCRIBE SELECT * FROM ${readParquet(path)}`);
  return { path, columns: new Set(rows.map(({ column_name }) => String(column_name))) };
}
