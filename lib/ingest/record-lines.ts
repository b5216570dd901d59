import type { Readable } from "node:stream";

/** How text falls into records. */
export interface RecordShape {
  readonly delimiter: string;
  /** Whether quotes may hold line ends; in lines of JSON they may not. */
  readonly hasQuotes: boolean;
  readonly hasHeader: boolean;
  /** Whether an empty line is no record. */
  readonly skipsEmptyLines: boolean;
  /** Records that are not counted, in their order. */
  readonly skipped: readonly SkippedRecord[];
}

interface SkippedRecord {
  /** Where it begins: its first byte, or one of the line ends before it. */
  readonly byte: number;
  /** Bytes it takes, if it does not end where records do; else 0. */
  readonly bytes: number;
}

export interface FoundLines {
  /** [records] line on which each record begins, from 1. */
  readonly ofRecord: Float64Array;
  /** [skipped] line of each skipped record. */
  readonly ofSkipped: Float64Array;
}

/**
 * Lines on which records begin; a quoted value may go over several.
 *
 * @param records wanted, ascending; the first after the header is 1
 */
export async function findLines(
  text: Readable,
  shape: RecordShape,
  records: Float64Array,
): Promise<FoundLines> {
  const scanner = new RecordScanner(shape, records);
  for await (const chunk of text as AsyncIterable<Uint8Array>) {
    if (!scanner.scan(chunk)) break;
  }
  text.destroy();
  return { ofRecord: scanner.ofRecord, ofSkipped: scanner.ofSkipped };
}

const lineFeed = 10;
const carriageReturn = 13;
const quote = 34;

/** Where the scanner stands: before a record, before a value, in one, in a quoted one, at a quote in that. */
const place = { record: 0, value: 1, plain: 2, quoted: 3, closing: 4, jumping: 5 } as const;

class RecordScanner {
  readonly ofRecord: Float64Array;
  readonly ofSkipped: Float64Array;
  readonly #shape: RecordShape;
  readonly #wanted: Float64Array;
  readonly #delimiter: number;
  #next = 0;
  #nextSkipped = 0;
  #place: number = place.record;
  #record: number;
  #line = 1;
  #byte = 0;
  #jumpEnd = 0;
  #wasReturn = false;

  constructor(shape: RecordShape, wanted: Float64Array) {
    this.#shape = shape;
    this.#wanted = wanted;
    this.#delimiter = shape.delimiter.charCodeAt(0);
    this.#record = shape.hasHeader ? -1 : 0;
    this.ofRecord = new Float64Array(wanted.length);
    this.ofSkipped = new Float64Array(shape.skipped.length);
  }

  /** @returns whether anything wanted is still to come */
  scan(chunk: Uint8Array): boolean {
    for (let i = 0; i < chunk.length; i++, this.#byte++) this.#read(chunk[i] as number);
    return this.#next < this.#wanted.length || this.#nextSkipped < this.ofSkipped.length;
  }

  #read(byte: number): void {
    const isSecondHalf = byte === lineFeed && this.#wasReturn;
    this.#wasReturn = byte === carriageReturn;
    if (isSecondHalf) return;
    const endsLine = byte === lineFeed || byte === carriageReturn;
    if (this.#place === place.record) {
      if (endsLine && this.#shape.skipsEmptyLines) {
        this.#line++;
        return;
      }
      this.#begin();
    }
    this.#step(byte, endsLine);
    if (endsLine) this.#line++;
  }

  #begin(): void {
    this.#place = place.value;
    const skipped = this.#shape.skipped[this.#nextSkipped];
    if (skipped !== undefined && skipped.byte <= this.#byte) {
      this.ofSkipped[this.#nextSkipped++] = this.#line;
      this.#jumpEnd = skipped.byte + skipped.bytes;
      if (skipped.bytes > 0) this.#place = place.jumping;
      return;
    }
    this.#record++;
    while (this.#wanted[this.#next] === this.#record) this.ofRecord[this.#next++] = this.#line;
  }

  #step(byte: number, endsLine: boolean): void {
    switch (this.#place) {
      case place.quoted:
        if (byte === quote) this.#place = place.closing;
        return;
      case place.jumping:
        if (this.#byte + 1 >= this.#jumpEnd) this.#place = endsLine ? place.record : place.plain;
        return;
      case place.closing:
        if (byte === quote) {
          this.#place = place.quoted;
          return;
        }
    }
    if (endsLine) this.#place = place.record;
    else if (byte === this.#delimiter) this.#place = place.value;
    else if (this.#place === place.value && byte === quote && this.#shape.hasQuotes) {
      this.#place = place.quoted;
    } else this.#place = place.plain;
  }
}
