import { ingestFile } from "#lib/contracts/ingest-report.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText, sqlTexts } from "#lib/tables/sql-text.ts";
import type { OutputFile } from "./write-table.ts";

/** Keys that are sold, or stocked, without being listed: allowed, and told. */
export async function unknownKeys(duckdb: Duckdb, files: readonly OutputFile[]): Promise<string[]> {
  const warnings: string[] = [];
  const sales = files.filter(({ name }) => name.startsWith("sales/")).map(({ path }) => path);
  for (const [table, key] of keyTables) {
    const listed = files.find(({ name }) => name === ingestFile.table(table));
    if (listed === undefined) continue;
    const column = sqlName(key);
    const [row] = await duckdb.rows(
      `SELECT count(*) AS n, min(${column}) AS example FROM
         (SELECT DISTINCT ${column} FROM read_parquet([${sqlTexts(sales)}])) sold
       ANTI JOIN read_parquet(${sqlText(listed.path)}) listed USING (${column})`,
    );
    const count = Number(row?.n);
    if (count === 0) continue;
    warnings.push(`${count} ${key}s of sales are not in ${table}, such as ${row?.example}.`);
  }
  return warnings;
}

const keyTables = [
  ["items", "item"],
  ["locations", "location"],
] as const;
