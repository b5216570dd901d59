import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { type PrepareSource, readParquet } from "./prepare-source.ts";
import type { SalesDays } from "./run-calendar.ts";

/** Reads on which days of the week and month rows of sales fall, up to the cutoff. */
export async function readSalesDays(
  duckdb: Duckdb,
  { sales, cutoff }: PrepareSource,
): Promise<SalesDays> {
  const [row = {}] = await duckdb.rows(`
    SELECT min(isodow(date)) - 1 AS weekday, max(isodow(date)) - 1 AS last_weekday,
      min(day(date)) AS monthday, max(day(date)) AS last_monthday
    FROM (
      SELECT DISTINCT date FROM ${readParquet(...sales.map(({ path }) => path))}
      WHERE date <= DATE ${sqlText(cutoff)}
    )`);
  const { weekday, last_weekday, monthday, last_monthday } = row;
  return {
    weekdays: [Number(weekday), Number(last_weekday)],
    monthdays: [Number(monthday), Number(last_monthday)],
  };
}
