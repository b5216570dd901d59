import { zstdCompressSync, zstdDecompressSync } from "node:zlib";

/** Names a row; compared part by part, by UTF-16 code unit. */
export type RowKey = readonly string[];

/** Where the blocks of a sorted table lie, in their order. */
export interface SortedTableIndex {
  /** [blocks] key of each block's first row. */
  readonly firstKeys: readonly RowKey[];
  /** [blocks + 1] bytes before each block. */
  readonly starts: readonly number[];
  /** [blocks + 1] rows before each block. */
  readonly rows: readonly number[];
}

/** Beside the table itself. */
export const indexNameOf = (table: string): string => `${table}.index`;

export const packBlock = (text: string): Uint8Array => zstdCompressSync(Buffer.from(text));
/** At once: a block takes less time to unpack than to hand to another thread. */
export const unpackBlock = (bytes: Uint8Array): Buffer => zstdDecompressSync(bytes);

export const encodeIndex = (index: SortedTableIndex): Uint8Array =>
  packBlock(JSON.stringify(index));
export const decodeIndex = (bytes: Uint8Array): SortedTableIndex =>
  JSON.parse(unpackBlock(bytes).toString()) as SortedTableIndex;

export function compareKeys(a: RowKey, b: RowKey): number {
  for (let part = 0; part < Math.min(a.length, b.length); part++) {
    const [left, right] = [a[part] as string, b[part] as string];
    if (left !== right) return left < right ? -1 : 1;
  }
  return a.length - b.length;
}

/** The last place of `count` rising ones at which `isAtMost` holds; -1 where it never does. */
export function lastPlace(count: number, isAtMost: (place: number) => boolean): number {
  let [low, high] = [0, count];
  while (low < high) {
    const middle = (low + high) >>> 1;
    if (isAtMost(middle)) low = middle + 1;
    else high = middle;
  }
  return low - 1;
}
