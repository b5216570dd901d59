import {
  type Data,
  DataType,
  Field,
  Float32,
  Float64,
  Int32,
  List,
  makeData,
  RecordBatch,
  Schema,
  Struct,
  Table,
  tableFromIPC,
  tableToIPC,
  Uint8,
  Utf8,
} from "apache-arrow";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

export type NumberColumn = Int32Array | Float32Array | Float64Array | Uint8Array;

/** A list a row: row `r` owns `values[offsets[r]] … values[offsets[r + 1]]`. */
export interface ListColumn<Values extends NumberColumn = NumberColumn> {
  /** [rows + 1], from 0. */
  readonly offsets: Int32Array;
  readonly values: Values;
}

/** Values dealt evenly to rows: lists that are all as long. */
export const evenLists = <Values extends NumberColumn>(
  values: Values,
  rows: number,
): ListColumn<Values> => {
  const width = rows === 0 ? 0 : values.length / rows;
  return { offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * width), values };
};

/** Texts as UTF-8, without a string for each: row `r` is `bytes[offsets[r]] … bytes[offsets[r + 1]]`. */
export interface TextColumn {
  /** [rows + 1], from 0. */
  readonly offsets: Int32Array;
  readonly bytes: Uint8Array;
}

export type Column = readonly string[] | NumberColumn | ListColumn;

class DamagedColumnsError extends ShelfcastError {
  readonly code = "LAKE_FILE_DAMAGED";

  constructor(what: string, problem: string, options?: ErrorOptions) {
    super(`${what} ${problem}.`, "Remove it and run the step that wrote it again.", options);
  }
}

/**
 * Columns of one length as an Arrow IPC file of one record batch, uncompressed, without nulls: an
 * unknown number is NaN, an unknown text is "". The same columns give the same bytes.
 */
export function encodeColumns(
  columns: ReadonlyMap<string, Column>,
  metadata: Readonly<Record<string, string>> = {},
): Uint8Array {
  const buffers = new Set<ArrayBufferLike>();
  const children = [...columns.values()].map((column) => dataOf(ownColumn(column, buffers)));
  const fields = [...columns.keys()].map((name, c) => new Field(name, typeOf(children, c), false));
  const rows = children[0]?.length ?? 0;
  requireRows(fields, children, rows);
  const schema = new Schema(fields, new Map(Object.entries(metadata)));
  const data = makeData({ type: new Struct(fields), length: rows, nullCount: 0, children });
  return tableToIPC(new Table(schema, new RecordBatch(schema, data)), "file");
}

/**
 * The column in memory that no column before it lies in: Arrow's writer takes the same stretch of memory
 * met twice in a row for one.
 */
function ownColumn(column: Column, buffers: Set<ArrayBufferLike>): Column {
  const own = <Values extends NumberColumn>(values: Values): Values => {
    const copy = buffers.has(values.buffer) ? (values.slice() as Values) : values;
    buffers.add(copy.buffer);
    return copy;
  };
  if ("offsets" in column) return { offsets: own(column.offsets), values: own(column.values) };
  return isNumbers(column) ? own(column) : column;
}

function requireRows(fields: readonly Field[], children: readonly Data[], rows: number): void {
  const odd = children.findIndex(({ length }) => length !== rows);
  if (odd < 0) return;
  throw new RangeError(`${fields[odd]?.name} has ${children[odd]?.length} rows, others ${rows}`);
}

const typeOf = (children: readonly Data[], c: number): DataType => (children[c] as Data).type;

function dataOf(column: Column): Data {
  if ("offsets" in column) return listData(column);
  return isNumbers(column) ? numberData(column) : textData(column);
}

const isNumbers = (column: readonly string[] | NumberColumn): column is NumberColumn =>
  ArrayBuffer.isView(column);

function numberData(data: NumberColumn): Data {
  const shape = { length: data.length, nullCount: 0 };
  if (data instanceof Float32Array) return makeData({ type: new Float32(), data, ...shape });
  if (data instanceof Float64Array) return makeData({ type: new Float64(), data, ...shape });
  if (data instanceof Int32Array) return makeData({ type: new Int32(), data, ...shape });
  return makeData({ type: new Uint8(), data, ...shape });
}

function listData({ offsets, values }: ListColumn): Data {
  const child = numberData(values);
  const type = new List(new Field("item", child.type, false));
  return makeData({ type, length: offsets.length - 1, nullCount: 0, valueOffsets: offsets, child });
}

function textData(texts: readonly string[]): Data {
  const encoded = texts.map((text) => Buffer.from(text));
  const valueOffsets = new Int32Array(texts.length + 1);
  for (const [i, bytes] of encoded.entries()) {
    valueOffsets[i + 1] = (valueOffsets[i] as number) + bytes.length;
  }
  const data = Buffer.concat(encoded);
  return makeData({ type: new Utf8(), length: texts.length, nullCount: 0, valueOffsets, data });
}

/** Columns read back; typed arrays are views of the file's own bytes. */
export class DecodedColumns {
  readonly rows: number;
  readonly names: readonly string[];
  readonly #table: Table;
  readonly #what: string;

  /** @param what the file's name, for errors */
  constructor(bytes: Uint8Array, what: string) {
    this.#what = what;
    this.#table = readTable(bytes, what);
    this.rows = this.#table.numRows;
    this.names = this.#table.schema.names as string[];
  }

  metadata(name: string): string {
    const value = this.#table.schema.metadata.get(name);
    if (value === undefined) throw new DamagedColumnsError(this.#what, `does not say its ${name}`);
    return value;
  }

  text(name: string): string[] {
    const column = this.#table.getChild(name);
    if (!DataType.isUtf8(column?.type)) throw this.#wrong(name);
    return Array.from({ length: this.rows }, (_, r) => String(column?.get(r)));
  }

  utf8(name: string): TextColumn {
    const data = this.#batch(name);
    if (!DataType.isUtf8(data.type)) throw this.#wrong(name);
    if (this.rows === 0) return { offsets: new Int32Array(1), bytes: new Uint8Array(0) };
    const offsets = (data.valueOffsets as Int32Array).subarray(0, this.rows + 1);
    return { offsets, bytes: data.values as Uint8Array };
  }

  int32 = (name: string): Int32Array => this.#numbers(name, Int32Array);
  uint8 = (name: string): Uint8Array => this.#numbers(name, Uint8Array);
  float32 = (name: string): Float32Array => this.#numbers(name, Float32Array);
  float64 = (name: string): Float64Array => this.#numbers(name, Float64Array);

  float32List = (name: string): ListColumn<Float32Array> => this.#list(name, Float32Array);
  int32List = (name: string): ListColumn<Int32Array> => this.#list(name, Int32Array);
  uint8List = (name: string): ListColumn<Uint8Array> => this.#list(name, Uint8Array);

  #numbers<Values extends NumberColumn>(name: string, values: ValuesClass<Values>): Values {
    const data = this.#batch(name);
    if (data.type.ArrayType !== values) throw this.#wrong(name);
    return valuesOf(data, this.rows, values);
  }

  #list<Values extends NumberColumn>(
    name: string,
    values: ValuesClass<Values>,
  ): ListColumn<Values> {
    const data = this.#batch(name);
    const child = DataType.isList(data.type) ? data.children[0] : undefined;
    if (child?.type.ArrayType !== values) throw this.#wrong(name);
    if (this.rows === 0) return { offsets: new Int32Array(1), values: new values(0) };
    const offsets = (data.valueOffsets as Int32Array).subarray(0, this.rows + 1);
    return { offsets, values: valuesOf(child, child.length, values) };
  }

  #batch(name: string): Data {
    const column = this.#table.getChild(name);
    if (!column) throw this.#wrong(name);
    const [batch, another] = column.data;
    if (!batch || another) {
      throw new DamagedColumnsError(this.#what, `has ${column.data.length} batches, not one`);
    }
    return batch;
  }

  #wrong = (name: string) =>
    new DamagedColumnsError(this.#what, `has no column ${name} of the right type`);
}

type ValuesClass<Values> = new (length: number) => Values;

const valuesOf = <Values extends NumberColumn>(
  data: Data,
  length: number,
  values: ValuesClass<Values>,
): Values => (length === 0 ? new values(0) : (data.values.subarray(0, length) as Values));

function readTable(bytes: Uint8Array, what: string): Table {
  // Views of Float64 need bytes that start on a multiple of 8.
  const aligned = bytes.byteOffset % 8 === 0 ? bytes : new Uint8Array(bytes);
  try {
    return tableFromIPC(aligned);
  } catch (cause) {
    throw new DamagedColumnsError(what, "is not an Arrow file", { cause });
  }
}
