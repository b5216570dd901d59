import { closeSync, openSync, writeSync } from "node:fs";
import { writeFile } from "node:fs/promises";
import {
  compareKeys,
  encodeIndex,
  indexNameOf,
  packBlock,
  type RowKey,
} from "./sorted-table-index.ts";

/** Characters of one block before it is packed: what a reader of one row fetches and unpacks. */
const blockLength = 64 * 1024;

/**
 * Writes rows that come in the order of their keys as a sorted string table: blocks of JSON lines, each
 * packed for itself with Zstandard, and a file beside it that says where each block lies (Chang et al.,
 * "Bigtable", OSDI 2006, §4, where it is called SSTable). Memory holds one block and a key a block.
 */
export class SortedTableWriter {
  readonly #path: string;
  readonly #file: number;
  readonly #firstKeys: RowKey[] = [];
  readonly #starts: number[] = [0];
  readonly #rows: number[] = [0];
  #block = "";
  #blockRows = 0;
  #last: RowKey | undefined;

  /** @param path on this machine; the index comes beside it */
  constructor(path: string) {
    this.#path = path;
    this.#file = openSync(path, "w");
  }

  get rows(): number {
    return (this.#rows.at(-1) as number) + this.#blockRows;
  }

  /** @param json one line: JSON as `JSON.stringify` writes it */
  add(key: RowKey, json: string): void {
    if (this.#last && compareKeys(this.#last, key) >= 0) {
      throw new RangeError(`row ${JSON.stringify(key)} comes after ${JSON.stringify(this.#last)}`);
    }
    if (this.#blockRows === 0) this.#firstKeys.push(key);
    this.#last = key;
    this.#block += `${JSON.stringify(key)}\t${json}\n`;
    this.#blockRows++;
    if (this.#block.length >= blockLength) this.#endBlock();
  }

  /** @returns the paths of the table and of its index */
  async finish(): Promise<readonly [table: string, index: string]> {
    if (this.#blockRows > 0) this.#endBlock();
    this.close();
    const index = { firstKeys: this.#firstKeys, starts: this.#starts, rows: this.#rows };
    await writeFile(indexNameOf(this.#path), encodeIndex(index));
    return [this.#path, indexNameOf(this.#path)];
  }

  close(): void {
    closeSync(this.#file);
  }

  #endBlock(): void {
    const bytes = packBlock(this.#block);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written);
    }
    this.#starts.push((this.#starts.at(-1) as number) + bytes.length);
    this.#rows.push(this.rows);
    this.#block = "";
    this.#blockRows = 0;
  }
}
