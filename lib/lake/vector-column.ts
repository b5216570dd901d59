import { type DecodedColumns, evenLists, type ListColumn } from "./column-codec.ts";

/** Vectors of one width as a list a row. */
export const vectorColumn = (vectors: Float32Array, width: number): ListColumn<Float32Array> =>
  evenLists(vectors, width > 0 ? vectors.length / width : 0);

/** The column `vector` of a file that says its `width`. */
export function decodeVectors(columns: DecodedColumns): {
  readonly width: number;
  readonly vectors: Float32Array;
} {
  const { values } = columns.float32List("vector");
  return { width: Number(columns.metadata("width")), vectors: values };
}
