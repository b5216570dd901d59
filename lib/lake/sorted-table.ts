import type { Lake } from "./lake.ts";
import {
  compareKeys,
  decodeIndex,
  indexNameOf,
  lastPlace,
  type RowKey,
  type SortedTableIndex,
  unpackBlock,
} from "./sorted-table-index.ts";

export interface TableRow<Value> {
  readonly key: RowKey;
  readonly value: Value;
}

/** Lines as they lie in the file, unpacked; those that are asked for alone become text. */
type Block = Buffer;

/** Keeps blocks that were used lately, however many tables there are. */
export interface BlockCache {
  get(
    key: string,
    make: () => Promise<{ readonly value: Block; readonly bytes: number }>,
  ): Promise<Block>;
}

/** Reads rows of a table that `SortedTableWriter` wrote: one range of bytes for one row. */
export class SortedTable<Value> {
  readonly #lake: Lake;
  readonly #key: string;
  readonly #index: SortedTableIndex;
  readonly #cache: BlockCache;

  private constructor(lake: Lake, key: string, index: SortedTableIndex, cache: BlockCache) {
    this.#lake = lake;
    this.#key = key;
    this.#index = index;
    this.#cache = cache;
  }

  /** Reads the index, whose size goes with the number of blocks. Throws LakeKeyMissingError. */
  static async open<Value>(
    lake: Lake,
    key: string,
    cache: BlockCache,
  ): Promise<SortedTable<Value>> {
    const index = decodeIndex(await lake.read(indexNameOf(key)));
    return new SortedTable(lake, key, index, cache);
  }

  get rows(): number {
    return this.#index.rows.at(-1) as number;
  }

  async find(key: RowKey): Promise<Value | undefined> {
    const { firstKeys } = this.#index;
    const at = lastPlace(firstKeys.length, (b) => compareKeys(firstKeys[b] as RowKey, key) <= 0);
    if (at < 0) return undefined;
    const start = Buffer.from(`${JSON.stringify(key)}\t`);
    const block = await this.#block(at);
    const line = lineWith(block, start);
    if (line < 0) return undefined;
    const text = block.toString("utf8", line + start.length, block.indexOf(lineEnd, line));
    return JSON.parse(text) as Value;
  }

  /** The row at a place from 0 to `rows` - 1. */
  async at(place: number): Promise<TableRow<Value>> {
    const { rows } = this.#index;
    const block = lastPlace(rows.length - 1, (b) => (rows[b] as number) <= place);
    const line = lineAt(await this.#block(block), place - (rows[block] as number));
    if (line === undefined) throw new RangeError(`${this.#key} has no row ${place}`);
    return parseLine(line);
  }

  #block(at: number): Promise<Block> {
    return this.#cache.get(`${this.#key}#${at}`, async () => {
      const [start, end] = [this.#index.starts[at] as number, this.#index.starts[at + 1] as number];
      const value = unpackBlock(await this.#lake.readRange(this.#key, start, end));
      return { value, bytes: value.length };
    });
  }
}

const lineEnd = 10;

/** Where the line begins that begins with `start`; -1 if none does. */
function lineWith(block: Block, start: Buffer): number {
  for (let at = block.indexOf(start); at >= 0; at = block.indexOf(start, at + 1)) {
    if (at === 0 || block[at - 1] === lineEnd) return at;
  }
  return -1;
}

function lineAt(block: Block, row: number): string | undefined {
  let start = 0;
  for (let before = 0; before < row; before++) start = block.indexOf(lineEnd, start) + 1;
  const end = block.indexOf(lineEnd, start);
  return end < 0 ? undefined : block.toString("utf8", start, end);
}

function parseLine<Value>(line: string): TableRow<Value> {
  const tab = line.indexOf("\t");
  return {
    key: JSON.parse(line.slice(0, tab)) as RowKey,
    value: JSON.parse(line.slice(tab + 1)) as Value,
  };
}
