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

/** The lines of a block, parsed when they are asked for. */
type Block = readonly string[];

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
    const index = await decodeIndex(await lake.read(indexNameOf(key)));
    return new SortedTable(lake, key, index, cache);
  }

  get rows(): number {
    return this.#index.rows.at(-1) as number;
  }

  async find(key: RowKey): Promise<Value | undefined> {
    const { firstKeys } = this.#index;
    const at = lastPlace(firstKeys.length, (b) => compareKeys(firstKeys[b] as RowKey, key) <= 0);
    if (at < 0) return undefined;
    const start = `${JSON.stringify(key)}\t`;
    const line = (await this.#block(at)).find((text) => text.startsWith(start));
    return line === undefined ? undefined : (JSON.parse(line.slice(start.length)) as Value);
  }

  /** The row at a place from 0 to `rows` - 1. */
  async at(place: number): Promise<TableRow<Value>> {
    const { rows } = this.#index;
    const block = lastPlace(rows.length - 1, (b) => (rows[b] as number) <= place);
    const line = (await this.#block(block))[place - (rows[block] as number)];
    if (line === undefined) throw new RangeError(`${this.#key} has no row ${place}`);
    return parseLine(line);
  }

  #block(at: number): Promise<Block> {
    return this.#cache.get(`${this.#key}#${at}`, async () => {
      const [start, end] = [this.#index.starts[at] as number, this.#index.starts[at + 1] as number];
      const text = await unpackBlock(await this.#lake.readRange(this.#key, start, end));
      return { value: text.split("\n").slice(0, -1), bytes: text.length };
    });
  }
}

function parseLine<Value>(line: string): TableRow<Value> {
  const tab = line.indexOf("\t");
  return {
    key: JSON.parse(line.slice(0, tab)) as RowKey,
    value: JSON.parse(line.slice(tab + 1)) as Value,
  };
}
