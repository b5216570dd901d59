import { dirname, join } from "node:path";
import { guardedPattern } from "#lib/publication/csv-text.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText } from "#lib/tables/sql-text.ts";

const memoryMegabytes = 400;
const textColumns: readonly string[] = ["run", "item", "location", "method"];
const columnType = (column: string): string => {
  if (textColumns.includes(column)) return "VARCHAR";
  return column === "date" ? "DATE" : "DOUBLE";
};

/**
 * `forecast.parquet` from `forecast.csv.gz`: the same rows in the same order and the same numbers, with
 * the texts as they were before they were guarded. One thread, so that the bytes repeat.
 *
 * @param columns  of the file, as `forecastColumns` gives them
 */
export async function writeForecastParquet(
  csv: string,
  parquet: string,
  columns: readonly string[],
  signal: AbortSignal,
): Promise<void> {
  const types = columns.map((column) => `${sqlText(column)}: ${sqlText(columnType(column))}`);
  const source = `read_csv(${sqlText(csv)}, auto_detect = false, header = true, delim = ',', quote = '"',
    escape = '"', nullstr = '', compression = 'gzip', columns = {${types.join(", ")}})`;
  const selected = columns.map((column) => (isText(column) ? unguarded(column) : sqlName(column)));
  await onLocalFiles(dirname(csv), signal, (duckdb) =>
    duckdb.run(
      `COPY (SELECT ${selected.join(", ")} FROM ${source}) TO ${sqlText(parquet)} (FORMAT parquet, COMPRESSION zstd)`,
    ),
  );
}

/** Rows of a Parquet file, from its footer. */
export async function countParquetRows(path: string, signal: AbortSignal): Promise<number> {
  return await onLocalFiles(dirname(path), signal, async (duckdb) => {
    const [row] = await duckdb.rows(`SELECT count(*) AS n FROM read_parquet(${sqlText(path)})`);
    return Number(row?.n);
  });
}

const isText = (column: string): boolean => textColumns.includes(column);

/** The escapes of the pattern are RE2's own, so the text goes in as it is. */
const unguarded = (column: string): string => {
  const name = sqlName(column);
  const isGuarded = `regexp_matches(${name}, ${sqlText(guardedPattern)})`;
  return `CASE WHEN ${isGuarded} THEN substr(${name}, 2) ELSE ${name} END AS ${name}`;
};

function onLocalFiles<Result>(
  folder: string,
  signal: AbortSignal,
  use: (duckdb: Duckdb) => Promise<Result>,
): Promise<Result> {
  const tempFolder = join(folder, "duckdb");
  return withDuckdb({ threads: 1, memoryMegabytes, folders: [folder], tempFolder, signal }, use);
}
