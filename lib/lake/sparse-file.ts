import { type Lake, LakeKeyMissingError } from "./lake.ts";

/** What is read at once at the least, and what memory is given by. */
const pageBytes = 4096;
/** Stretches nearer than this are read as one: a request costs more than the bytes between. */
const mostGapPages = 8;

/**
 * A stored file in memory of which only those pages are read that somebody wants. What was not wanted is
 * zeros, for which the system gives no memory until they are touched.
 */
export class SparseFile {
  readonly bytes: Uint8Array;
  readonly #lake: Lake;
  readonly #key: string;
  /** [pages] 1 where the page has been read. */
  readonly #held: Uint8Array;

  private constructor(lake: Lake, key: string, size: number) {
    this.#lake = lake;
    this.#key = key;
    this.bytes = new Uint8Array(size);
    this.#held = new Uint8Array(Math.ceil(size / pageBytes));
  }

  static async open(lake: Lake, key: string): Promise<SparseFile> {
    const found = await lake.stat(key);
    if (found === undefined) throw new LakeKeyMissingError(lake.address, key);
    return new SparseFile(lake, key, found.size);
  }

  /** Makes sure of stretches of bytes, each from `start` to `end`, `end` excluded. */
  async need(stretches: readonly (readonly [start: number, end: number])[]): Promise<void> {
    const wanted = new Set<number>();
    for (const [start, end] of stretches) {
      const [first, last] = [Math.max(0, start), Math.min(end, this.bytes.length) - 1];
      for (let page = Math.floor(first / pageBytes); page * pageBytes <= last; page++) {
        if (this.#held[page] === 0) wanted.add(page);
      }
    }
    await Promise.all(runsOf([...wanted].sort((a, b) => a - b)).map((run) => this.#read(run)));
  }

  /** Makes sure of what views of `bytes` show. */
  needViews(views: readonly ArrayBufferView[]): Promise<void> {
    const base = this.bytes.byteOffset;
    return this.need(
      views.map(({ byteOffset, byteLength }) => [
        byteOffset - base,
        byteOffset - base + byteLength,
      ]),
    );
  }

  async #read([first, last]: PageRun): Promise<void> {
    const start = first * pageBytes;
    const end = Math.min((last + 1) * pageBytes, this.bytes.length);
    this.bytes.set(await this.#lake.readRange(this.#key, start, end), start);
    this.#held.fill(1, first, last + 1);
  }
}

/** Pages from the first to the last, both included. */
type PageRun = readonly [first: number, last: number];

/** @param pages rising */
function runsOf(pages: readonly number[]): PageRun[] {
  const runs: [number, number][] = [];
  for (const page of pages) {
    const run = runs.at(-1);
    if (run !== undefined && page - run[1] <= mostGapPages) run[1] = page;
    else runs.push([page, page]);
  }
  return runs;
}
