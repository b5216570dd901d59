import { type ItemVectors, itemVectorsKey } from "#lib/contracts/item-vectors.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";
import { type Lake, LakeKeyMissingError } from "./lake.ts";
import { openSparseColumns } from "./sparse-columns.ts";
import { decodeVectors, vectorColumn } from "./vector-column.ts";

/** One row an item, its vector a list. */
export function encodeItemVectors({ encoder, width, items, vectors }: ItemVectors): Uint8Array {
  const columns = new Map<string, Column>([
    ["item", items],
    ["vector", vectorColumn(vectors, width)],
  ]);
  return encodeColumns(columns, { encoder, width: String(width) });
}

/** What the texts of a run's items say; undefined where nothing was encoded. */
export async function readItemVectors(lake: Lake, run: string): Promise<ItemVectors | undefined> {
  const key = itemVectorsKey(run);
  const bytes = await lake.read(key).catch((error: unknown) => {
    if (error instanceof LakeKeyMissingError) return undefined;
    throw error;
  });
  if (bytes === undefined) return undefined;
  const columns = new DecodedColumns(bytes, key);
  return {
    encoder: columns.metadata("encoder"),
    items: columns.text("item"),
    ...decodeVectors(columns),
  };
}

/** By which the texts of a run's items are encoded, of which no vector is read; undefined where none is. */
export async function readItemEncoder(lake: Lake, run: string): Promise<string | undefined> {
  const key = itemVectorsKey(run);
  if ((await lake.stat(key)) === undefined) return undefined;
  const { columns } = await openSparseColumns(lake, key);
  return columns.metadata("encoder");
}
