import type { TextColumn } from "#lib/lake/column-codec.ts";
import { lastPlace } from "#lib/lake/sorted-table-index.ts";

/** The text of row `row`. */
export const textAt = ({ offsets, bytes }: TextColumn, row: number): string =>
  bufferOf(bytes).toString("utf8", offsets[row] as number, offsets[row + 1] as number);

/** The row whose text is `text`, of rows in the order of UTF-16 code units; -1 if there is none. */
export function findText(column: TextColumn, text: string): number {
  const rows = column.offsets.length - 1;
  const row = lastPlace(rows, (r) => textAt(column, r) <= text);
  return row >= 0 && textAt(column, row) === text ? row : -1;
}

/**
 * Rows in which all words occur, in their order. The longest word is looked for through all texts at
 * once, the others only in the rows where it is found.
 *
 * @param words folded as the column's texts are; at least one
 */
export function* rowsWithWords(column: TextColumn, words: readonly string[]): Generator<number> {
  const [first, ...others] = words
    .map((word) => Buffer.from(word))
    .sort((a, b) => b.length - a.length) as [Buffer, ...Buffer[]];
  const { offsets } = column;
  const texts = bufferOf(column.bytes);
  const rows = offsets.length - 1;
  for (let at = texts.indexOf(first); at >= 0; ) {
    const row = lastPlace(rows, (r) => (offsets[r] as number) <= at);
    const [start, end] = [offsets[row] as number, offsets[row + 1] as number];
    const isWithin = at + first.length <= end;
    if (isWithin && others.every((word) => texts.subarray(start, end).includes(word))) yield row;
    // A match across the border of two rows is none; the next may still begin in this row's last bytes.
    at = texts.indexOf(first, isWithin ? end : at + 1);
  }
}

const bufferOf = (bytes: Uint8Array): Buffer =>
  Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength);
