import type { DuckDBDataChunk, DuckDBVector } from "@duckdb/node-api";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

/** What `dates` holds where there is no date; as an epoch day it would be before the dinosaurs. */
export const noDate = -2_147_483_648;

/** At most 2,048 rows of a query's result, column by column. Valid only until the next chunk. */
export interface ColumnChunk {
  readonly rowCount: number;
  readonly names: readonly string[];
  /** Any numeric or boolean column as numbers, [rowCount]; NaN where null. */
  numbers(name: string): Float64Array;
  /** A DATE column in days since 1970-01-01, [rowCount]; `noDate` where null. */
  dates(name: string): Int32Array;
  /** A VARCHAR column, [rowCount]. */
  texts(name: string): readonly (string | null)[];
}

class ColumnReadError extends ShelfcastError {
  readonly code = "TABLE_COLUMN";

  constructor(name: string, problem: string) {
    super(`Column ${name} ${problem}`, "Name it, or cast it, in the query that reads it.");
  }
}

export function columnChunk(chunk: DuckDBDataChunk, names: readonly string[]): ColumnChunk {
  const vector = (name: string): DuckDBVector => {
    const index = names.indexOf(name);
    if (index < 0) throw new ColumnReadError(name, `is not in the result (${names.join(", ")}).`);
    return chunk.getColumnVector(index);
  };
  return {
    rowCount: chunk.rowCount,
    names,
    numbers: (name) => numbersOf(name, vector(name)),
    dates: (name) => datesOf(name, vector(name)),
    texts: (name) => textsOf(vector(name)),
  };
}

/** What the driver's vectors hold: typed values, and one bit a row (1 = not null), or none. */
interface TypedVector {
  readonly items?: ArrayLike<number> | ArrayLike<bigint>;
  readonly validity?: { readonly data: BigUint64Array | null };
}

function numbersOf(name: string, vector: DuckDBVector): Float64Array {
  const { items } = vector as TypedVector;
  if (items instanceof Float64Array) return withNulls(items, vector, Number.NaN);
  const numbers = new Float64Array(vector.itemCount);
  if (items !== undefined) {
    for (let row = 0; row < numbers.length; row++) numbers[row] = Number(items[row]);
  } else {
    for (let row = 0; row < numbers.length; row++)
      numbers[row] = numberOf(name, vector.getItem(row));
  }
  return withNulls(numbers, vector, Number.NaN);
}

/** The driver's own copy of a column, which is ours until the next chunk, `absent` where null. */
function withNulls<Values extends Float64Array | Int32Array>(
  values: Values,
  vector: DuckDBVector,
  absent: number,
): Values {
  eachNull(vector, (row) => {
    values[row] = absent;
  });
  return values;
}

/** Values the driver has no typed array for: booleans and 128-bit sums. */
function numberOf(name: string, value: unknown): number {
  if (value === null) return Number.NaN;
  if (typeof value === "boolean" || typeof value === "bigint") return Number(value);
  throw new ColumnReadError(name, `is no number but ${typeof value}.`);
}

function datesOf(name: string, vector: DuckDBVector): Int32Array {
  const { items } = vector as TypedVector;
  if (!(items instanceof Int32Array)) throw new ColumnReadError(name, "is no DATE.");
  return withNulls(items, vector, noDate);
}

function textsOf(vector: DuckDBVector): (string | null)[] {
  const texts = new Array<string | null>(vector.itemCount);
  for (let row = 0; row < texts.length; row++) {
    const value = vector.getItem(row);
    texts[row] = value === null ? null : String(value);
  }
  return texts;
}

/** The driver's own test of a row goes through BigInt and takes ten times as long. */
function eachNull(vector: DuckDBVector, visit: (row: number) => void): void {
  const bits = (vector as TypedVector).validity?.data;
  if (!bits) return;
  const words = new Uint32Array(bits.buffer, bits.byteOffset, bits.length * 2);
  for (let row = 0; row < vector.itemCount; row++) {
    if ((((words[row >>> 5] ?? 0) >>> (row & 31)) & 1) === 0) visit(row);
  }
}
