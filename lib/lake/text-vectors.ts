import { textKey } from "#lib/contracts/lake-keys.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";
import type { Lake } from "./lake.ts";
import { decodeVectors, vectorColumn } from "./vector-column.ts";

/** Vectors of texts by the hash of each text. */
export interface TextVectors {
  readonly width: number;
  readonly hashes: readonly string[];
  /** [texts, width] */
  readonly vectors: Float32Array;
}

const prefixOf = (encoder: string) => textKey(encoder, "vectors/");

/** Every file of vectors that an encoder has left in the lake, in the order of their names. */
export async function* readTextVectors(lake: Lake, encoder: string): AsyncGenerator<TextVectors> {
  for await (const { key } of lake.list(prefixOf(encoder))) {
    const columns = new DecodedColumns(await lake.read(key), key);
    yield { hashes: columns.text("hash"), ...decodeVectors(columns) };
  }
}

/** @param name of the file; the same texts always go under the same name */
export async function writeTextVectors(
  lake: Lake,
  encoder: string,
  name: string,
  { width, hashes, vectors }: TextVectors,
): Promise<void> {
  const columns = new Map<string, Column>([
    ["hash", hashes],
    ["vector", vectorColumn(vectors, width)],
  ]);
  const bytes = encodeColumns(columns, { width: String(width) });
  await lake.write(`${prefixOf(encoder)}${name}.arrow`, bytes);
}
