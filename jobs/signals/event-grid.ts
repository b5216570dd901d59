import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { periodOf } from "#lib/domain/period.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";

export type DataPeriods = Pick<DatasetDescription, "calendar" | "firstPeriod" | "cutoffPeriod">;

export const periodCount = ({ firstPeriod, cutoffPeriod }: DataPeriods): number =>
  cutoffPeriod - firstPeriod + 1;

/** Reads {number, date, a, b, …} into a row of periods an item and column; dates outside count for nothing. */
export async function readGrid(
  duckdb: Duckdb,
  query: string,
  columns: readonly string[],
  periods: DataPeriods,
): Promise<ReadonlyMap<number, readonly Float64Array[]>> {
  const grid = new Map<number, readonly Float64Array[]>();
  for await (const chunk of duckdb.stream(query)) addChunk(grid, chunk, columns, periods);
  return grid;
}

function addChunk(
  grid: Map<number, readonly Float64Array[]>,
  chunk: ColumnChunk,
  columns: readonly string[],
  periods: DataPeriods,
): void {
  const [numbers, dates] = [chunk.numbers("number"), chunk.dates("date")];
  const values = columns.map((name) => chunk.numbers(name));
  for (let r = 0; r < chunk.rowCount; r++) {
    const at = periodOf(dates[r] as number, periods.calendar) - periods.firstPeriod;
    if (at < 0 || at >= periodCount(periods)) continue;
    const number = numbers[r] as number;
    const rows = grid.get(number) ?? columns.map(() => new Float64Array(periodCount(periods)));
    grid.set(number, rows);
    for (const [c, row] of rows.entries()) row[at] = (row[at] as number) + (values[c]?.[r] ?? 0);
  }
}
