import { shardKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Where each series of a publication lies; sorted by item, then location. */
export interface SeriesIndex {
  readonly item: readonly string[];
  readonly location: readonly string[];
  /** [series] */
  readonly shard: Int32Array;
  /** [series] row of the series in its shard. */
  readonly row: Int32Array;
  /** The series of `item`: first, and the one after the last. */
  readonly spanOf: (item: string) => readonly [first: number, end: number];
}

/** Shards that are read at a time. */
const together = 4;

/** Reads the names of all series; of a shard nothing else is kept. */
export async function readSeriesIndex(
  lake: Lake,
  run: string,
  shardSeries: readonly number[],
): Promise<SeriesIndex> {
  const builder = new IndexBuilder(shardSeries.reduce((sum, series) => sum + series, 0));
  for (let first = 0; first < shardSeries.length; first += together) {
    const shards = shardSeries.slice(first, first + together).map((_, i) => first + i);
    const names = await Promise.all(shards.map((shard) => readNames(lake, run, shard)));
    for (const [i, { item, location }] of names.entries()) builder.add(first + i, item, location);
  }
  return builder.finish();
}

interface ShardNames {
  readonly item: readonly string[];
  readonly location: readonly string[];
}

async function readNames(lake: Lake, run: string, shard: number): Promise<ShardNames> {
  const key = shardKey(run, "score", shard);
  const columns = new DecodedColumns(await lake.read(key), key);
  return { item: columns.text("item"), location: columns.text("location") };
}

class IndexBuilder {
  readonly #item: string[] = [];
  readonly #location: string[] = [];
  readonly #shard: Int32Array;
  readonly #row: Int32Array;
  /** One copy of each text, however many series bear it. */
  readonly #texts = new Map<string, string>();

  constructor(series: number) {
    this.#shard = new Int32Array(series);
    this.#row = new Int32Array(series);
  }

  add(shard: number, item: readonly string[], location: readonly string[]): void {
    for (let row = 0; row < item.length; row++) {
      const series = this.#item.length;
      this.#shard[series] = shard;
      this.#row[series] = row;
      this.#item.push(this.#once(item[row] as string));
      this.#location.push(this.#once(location[row] as string));
    }
  }

  finish(): SeriesIndex {
    const order = this.#order();
    const item = Array.from(order, (series) => this.#item[series] as string);
    const spans = spansOf(item);
    return {
      item,
      location: Array.from(order, (series) => this.#location[series] as string),
      shard: order.map((series) => this.#shard[series] as number),
      row: order.map((series) => this.#row[series] as number),
      spanOf: (name) => {
        const first = spans.get(name);
        if (first === undefined) return [0, 0];
        let end = first;
        while (item[end] === name) end++;
        return [first, end];
      },
    };
  }

  #order(): Int32Array {
    const order = Int32Array.from({ length: this.#item.length }, (_, series) => series);
    return order.sort(
      (a, b) =>
        compareText(this.#item[a] as string, this.#item[b] as string) ||
        compareText(this.#location[a] as string, this.#location[b] as string),
    );
  }

  #once(text: string): string {
    const found = this.#texts.get(text);
    if (found !== undefined) return found;
    this.#texts.set(text, text);
    return text;
  }
}

/** The first place of each item. */
function spansOf(item: readonly string[]): ReadonlyMap<string, number> {
  const spans = new Map<string, number>();
  for (const [at, name] of item.entries()) if (!spans.has(name)) spans.set(name, at);
  return spans;
}

/** By UTF-16 code unit, as the published files are sorted. */
const compareText = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
