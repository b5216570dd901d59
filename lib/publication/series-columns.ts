import { foldedWords, type SeriesTrend, trendCodes } from "#lib/contracts/serving.ts";
import { type Column, encodeColumns } from "#lib/lake/column-codec.ts";
import { CodeList } from "./code-list.ts";
import type { SeriesFacts } from "./spill-series.ts";

/** Gathers, series by series in the order of their keys, the columns by which series are found. */
export class SeriesColumns {
  readonly #items: (readonly [item: string, title: string, category: string, brand: string])[] = [];
  readonly #firstSeries: number[] = [];
  readonly #locations = new CodeList();
  readonly #location: Int32Array;
  readonly #firstPeriod: Int32Array;
  readonly #direction: Uint8Array;
  readonly #change: Float32Array;
  readonly #probability: Float32Array;
  #series = 0;

  constructor(series: number) {
    this.#location = new Int32Array(series);
    this.#firstPeriod = new Int32Array(series);
    this.#direction = new Uint8Array(series);
    this.#change = new Float32Array(series);
    this.#probability = new Float32Array(series);
  }

  add({ item, title, category, brand, location, firstPeriod, trend }: SeriesFacts): void {
    const at = this.#series++;
    if (this.#items.at(-1)?.[0] !== item) {
      this.#items.push([item, title, category, brand]);
      this.#firstSeries.push(at);
    }
    this.#location[at] = this.#locations.codeOf(location);
    this.#firstPeriod[at] = firstPeriod;
    this.#addTrend(at, trend);
  }

  /** Items in their order, each with its words and the place of its first series. */
  itemBytes(): Uint8Array {
    const part = (at: 0 | 1 | 2 | 3) => this.#items.map((item) => item[at]);
    return encodeColumns(
      new Map<string, Column>([
        ["item", part(0)],
        ["title", part(1)],
        ["category", part(2)],
        ["brand", part(3)],
        ["words", this.#items.map((texts) => foldedWords(texts.join(" ")))],
        ["firstSeries", Int32Array.from(this.#firstSeries)],
      ]),
    );
  }

  seriesBytes(): Uint8Array {
    return encodeColumns(
      new Map<string, Column>([
        ["location", this.#location],
        ["firstPeriod", this.#firstPeriod],
        ["direction", this.#direction],
        ["change", this.#change],
        ["probability", this.#probability],
      ]),
      { locations: JSON.stringify(this.#locations.labels) },
    );
  }

  #addTrend(at: number, trend: SeriesTrend | undefined): void {
    this.#direction[at] = trendCodes.indexOf(trend?.direction ?? "");
    this.#change[at] = trend?.change ?? Number.NaN;
    this.#probability[at] = trend?.probability ?? Number.NaN;
  }
}
