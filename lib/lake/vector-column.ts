import type { DecodedColumns, ListColumn } from "./column-codec.ts";

/** Vectors of one width as a list a row. */
export function vectorColumn(vectors: Float32Array, width: number): ListColumn<Float32Array> {
  const rows = width > 0 ? vectors.length / width : 0;
  return {
    offsets: Int32Array.from({ length: rows + 1 }, (_, row) => row * width),
    values: vectors,
  };
}

/** The column `vector` of a file that says its `width`. */
export function decodeVectors(columns: DecodedColumns): {
  readonly width: number;
  readonly vectors: Float32Array;
} {
  const { values } = columns.float32List("vector");
  return { width: Number(columns.metadata("width")), vectors: values };
}
