import { foldedWords, servingFile, trendCodes } from "#lib/contracts/serving.ts";
import { DecodedColumns, type TextColumn } from "#lib/lake/column-codec.ts";
import { lastPlace } from "#lib/lake/sorted-table-index.ts";
import { findText, rowsWithWords, textAt } from "./text-search.ts";

/** What is known of a series without reading its record. */
export interface FoundSeries {
  readonly item: string;
  readonly location: string;
  readonly title: string;
  readonly category: string;
  readonly brand: string;
  /** `null` where the run looked for none. */
  readonly direction: string | null;
  readonly change: number | null;
  readonly probability: number | null;
}

export interface SeriesFilter {
  /** Words, all of which must occur in the item's code, title, category or brand. */
  readonly query?: string | undefined;
  /** A path or the first parts of one. */
  readonly category?: string | undefined;
  readonly location?: string | undefined;
}

/**
 * All series of a publication, by which they are found: columns as they lie in the file, so that a
 * million series take some tens of megabytes and no string each.
 */
export class Catalogue {
  readonly #item: TextColumn;
  readonly #title: TextColumn;
  readonly #category: TextColumn;
  readonly #brand: TextColumn;
  readonly #words: TextColumn;
  /** [items] */
  readonly #firstSeries: Int32Array;
  readonly #location: Int32Array;
  readonly #change: Float32Array;
  /** A `trendCodes` a series. */
  readonly direction: Uint8Array;
  readonly probability: Float32Array;
  /** A whole number of the publication's calendar. */
  readonly firstPeriod: Int32Array;
  readonly locations: readonly string[];
  readonly seriesCount: number;

  constructor(itemBytes: Uint8Array, seriesBytes: Uint8Array) {
    const items = new DecodedColumns(itemBytes, servingFile.itemColumns);
    const series = new DecodedColumns(seriesBytes, servingFile.seriesColumns);
    this.#item = items.utf8("item");
    this.#title = items.utf8("title");
    this.#category = items.utf8("category");
    this.#brand = items.utf8("brand");
    this.#words = items.utf8("words");
    this.#firstSeries = items.int32("firstSeries");
    this.#location = series.int32("location");
    this.#change = series.float32("change");
    this.direction = series.uint8("direction");
    this.probability = series.float32("probability");
    this.firstPeriod = series.int32("firstPeriod");
    this.locations = JSON.parse(series.metadata("locations")) as string[];
    this.seriesCount = series.rows;
  }

  get bytes(): number {
    return this.#words.bytes.length * 2 + this.seriesCount * 17;
  }

  seriesAt(series: number): FoundSeries {
    const row = lastPlace(
      this.#firstSeries.length,
      (r) => (this.#firstSeries[r] as number) <= series,
    );
    return {
      item: textAt(this.#item, row),
      location: this.#locationAt(series),
      title: textAt(this.#title, row),
      category: textAt(this.#category, row),
      brand: textAt(this.#brand, row),
      direction: trendCodes[this.direction[series] as number] || null,
      change: finite(this.#change[series]),
      probability: finite(this.probability[series]),
    };
  }

  /** The locations at which an item is forecast; none if it is not known. */
  locationsOf(item: string): string[] {
    const row = findText(this.#item, item);
    if (row < 0) return [];
    const [first, end] = this.#span(row);
    return Array.from({ length: end - first }, (_, at) => this.#locationAt(first + at));
  }

  /** "" where the item has none, or is not known. */
  titleOf(item: string): string {
    const row = findText(this.#item, item);
    return row < 0 ? "" : textAt(this.#title, row);
  }

  /** Rows of the items that the words lead to; an item whose code begins with them comes first. */
  itemRows(query: string): number[] {
    const folded = foldedWords(query);
    const words = folded.split(/\s+/).filter((word) => word !== "");
    if (words.length === 0) return Array.from(this.#firstSeries.keys());
    const [start, others]: [number[], number[]] = [[], []];
    for (const row of rowsWithWords(this.#words, words)) {
      const isStart = foldedWords(textAt(this.#item, row)).startsWith(folded);
      (isStart ? start : others).push(row);
    }
    return [...start, ...others];
  }

  /** Numbers of the series that pass the filter. */
  find({ query = "", category, location }: SeriesFilter): Int32Array {
    const found = new Int32Array(this.seriesCount);
    const code = location === undefined ? -1 : this.locations.indexOf(location);
    if (location !== undefined && code < 0) return new Int32Array();
    let count = 0;
    for (const row of this.itemRows(query)) {
      if (category !== undefined && !isWithin(textAt(this.#category, row), category)) continue;
      const [first, end] = this.#span(row);
      for (let series = first; series < end; series++) {
        if (code < 0 || this.#location[series] === code) found[count++] = series;
      }
    }
    return found.slice(0, count);
  }

  itemAt = (row: number): string => textAt(this.#item, row);

  #span(row: number): readonly [first: number, end: number] {
    const first = this.#firstSeries[row] as number;
    return [first, this.#firstSeries[row + 1] ?? this.seriesCount];
  }

  #locationAt = (series: number): string =>
    this.locations[this.#location[series] as number] as string;
}

const isWithin = (path: string, category: string): boolean =>
  path === category || path.startsWith(`${category.replace(/\/$/, "")}/`);

const finite = (value: number | undefined): number | null =>
  value !== undefined && Number.isFinite(value) ? Number(value.toPrecision(6)) : null;
