import { closeSync, openSync, readSync, writeSync } from "node:fs";

/** Where a block sorts: by `rank`, then item, then location, both by UTF-16 code unit. */
export interface BlockKey {
  readonly rank: number;
  readonly item: string;
  readonly location: string;
}

interface Block extends BlockKey {
  readonly start: number;
  readonly length: number;
}

const flushBytes = 1 << 20;

/**
 * Blocks of bytes that come in any order and are read back in the order of their keys. The blocks lie
 * in a local file; memory holds a key a block and a megabyte of what is not yet written.
 */
export class SpillFile {
  readonly #file: number;
  readonly #blocks: Block[] = [];
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;
  #end = 0;

  constructor(path: string) {
    this.#file = openSync(path, "w+");
  }

  add(key: BlockKey, text: string): void {
    const bytes = Buffer.from(text);
    this.#blocks.push({ ...key, start: this.#end, length: bytes.length });
    this.#end += bytes.length;
    this.#waiting.push(bytes);
    this.#waitingBytes += bytes.length;
    if (this.#waitingBytes >= flushBytes) this.#flush();
  }

  get count(): number {
    return this.#blocks.length;
  }

  *inOrder(): Generator<Buffer> {
    this.#flush();
    this.#blocks.sort(compareBlocks);
    for (const { start, length } of this.#blocks) {
      const bytes = Buffer.allocUnsafe(length);
      for (let read = 0; read < length; ) {
        read += readSync(this.#file, bytes, read, length - read, start + read);
      }
      yield bytes;
    }
  }

  close(): void {
    closeSync(this.#file);
  }

  #flush(): void {
    const bytes = Buffer.concat(this.#waiting);
    for (let written = 0; written < bytes.length; ) {
      written += writeSync(this.#file, bytes, written);
    }
    this.#waiting = [];
    this.#waitingBytes = 0;
  }
}

const compareBlocks = (a: Block, b: Block): number =>
  a.rank - b.rank || compareText(a.item, b.item) || compareText(a.location, b.location);

const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
