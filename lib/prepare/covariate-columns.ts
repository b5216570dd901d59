import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText } from "#lib/tables/sql-text.ts";
import { CompensatedMeans } from "./compensated-means.ts";
import type { PeriodRange } from "./period-range.ts";
import { type CovariateTable, readParquet } from "./prepare-source.ts";

/** One covariate of some keys: a value a key and period of the range, NaN where unknown. */
export interface CovariateColumn {
  readonly name: string;
  readonly kind: "known" | "past";
  /** [keys · range.length] */
  readonly values: Float32Array;
}

/** Where and when the values of a query hold. */
export interface CovariateGrid {
  readonly keys: number;
  /** From the first period of any series to the end of the horizon. */
  readonly range: PeriodRange;
  /** The last day whose data may be used: `past` columns end there. */
  readonly lastUsed: BusinessDate;
}

/**
 * Reads `names` of a covariate table, each period the mean of its days; a table without a date holds
 * for all periods. A `past` column goes on with its last value; a `known` one is NaN where not given,
 * or 0 where it is a list of events (`eventColumns`).
 *
 * @param from SQL of the rows, with the place of the key as column `__key`
 */
export async function readCovariates(
  duckdb: Duckdb,
  table: CovariateTable & { readonly events: ReadonlySet<string> },
  names: readonly string[],
  from: string,
  grid: CovariateGrid,
): Promise<readonly CovariateColumn[]> {
  const isDated = table.columns.has("date");
  const span = isDated ? grid.range.length : 1;
  const means = names.map(() => new CompensatedMeans(grid.keys * span));
  const columns = names.map(
    (name, i) => `CAST(${valueSql(table, name, grid)} AS DOUBLE) AS __v${i}`,
  );
  const query = `SELECT __key, ${[...(isDated ? ["date"] : []), ...columns].join(", ")} FROM ${from}`;
  for await (const chunk of duckdb.stream(query)) {
    const cells = isDated ? datedCells(chunk, grid) : Int32Array.from(chunk.numbers("__key"));
    for (const [i, mean] of means.entries()) mean.addAll(cells, chunk.numbers(`__v${i}`));
  }
  return means.map((mean, i) => {
    const name = names[i] as string;
    const kind = table.past.includes(name) ? "past" : "known";
    const values = valuesOf(mean, span, grid, table.events.has(name) ? 0 : Number.NaN);
    if (kind === "past" && isDated) carryForward(values, grid.range.length);
    return { name, kind, values };
  });
}

function valueSql(table: CovariateTable, name: string, { lastUsed }: CovariateGrid): string {
  const isDatedPast = table.past.includes(name) && table.columns.has("date");
  const value = sqlName(name);
  return isDatedPast ? `CASE WHEN date <= DATE ${sqlText(lastUsed)} THEN ${value} END` : value;
}

function datedCells(chunk: ColumnChunk, { range }: CovariateGrid): Int32Array {
  const keys = chunk.numbers("__key");
  const dates = chunk.dates("date");
  return Int32Array.from(keys, (key, row) => {
    const period = range.periodOfDay(dates[row] as number);
    return period === undefined ? -1 : key * range.length + period - range.first;
  });
}

function valuesOf(
  means: CompensatedMeans,
  span: number,
  { keys, range }: CovariateGrid,
  absent: number,
): Float32Array {
  const values = new Float32Array(keys * range.length);
  for (let cell = 0; cell < values.length; cell++) {
    const value = means.at(span === 1 ? Math.floor(cell / range.length) : cell);
    values[cell] = Number.isNaN(value) ? absent : value;
  }
  return values;
}

/** In each run of `span` values, NaN becomes the value before it. */
export function carryForward(values: Float32Array, span: number): void {
  for (let start = 0; start < values.length; start += span) {
    for (let at = start + 1; at < start + span; at++) {
      if (Number.isNaN(values[at])) values[at] = values[at - 1] as number;
    }
  }
}

/**
 * Known columns that list events: 1 wherever they say anything, so that saying nothing means 0.
 * Rows after the horizon count for nothing. Opening days are never such: closing a shop for want of a
 * row would hide its sales.
 */
export async function eventColumns(
  duckdb: Duckdb,
  { known, columns, path }: CovariateTable,
  { lastDay }: PeriodRange,
): Promise<ReadonlySet<string>> {
  const names = columns.has("date") ? known.filter((name) => name !== "open") : [];
  if (names.length === 0) return new Set();
  const tests = names.map((name, i) => {
    const value = sqlName(name);
    return `coalesce(min(${value}) = 1 AND max(${value}) = 1, false) AS __e${i}`;
  });
  const inRange = `date <= DATE '1970-01-01' + ${lastDay}`;
  const [found = {}] = await duckdb.rows(
    `SELECT ${tests.join(", ")} FROM ${readParquet(path)} WHERE ${inRange}`,
  );
  return new Set(names.filter((_, i) => found[`__e${i}`] === true));
}
