import { SparseBuilder } from "./sparse-builder.ts";
import type { SparseRows } from "./sparse-rows.ts";

/** A word in more than this share of a large catalogue tells its items apart no more. */
const commonShare = 0.1;
/** However small the catalogue, a word in so few items is never common. */
const alwaysTelling = 50;

/**
 * Items by the words of their text, each row of length 1 (Salton & Buckley 1988, "ltc").
 *
 *     weight = (1 + ln tf) · ln(N / df),   row / |row|
 *
 * @param words [items] the words of each
 */
export function textVectors(words: readonly (readonly string[])[]): SparseRows {
  const { index, documents } = countWords(words);
  const most = Math.max(alwaysTelling, words.length * commonShare);
  const builder = new SparseBuilder();
  for (const ofItem of words) {
    const counts = new Map<number, number>();
    for (const word of ofItem) {
      const column = index.get(word) as number;
      const df = documents[column] as number;
      if (df > 1 && df <= most) counts.set(column, (counts.get(column) ?? 0) + 1);
    }
    addRow(builder, counts, (column) => Math.log(words.length / (documents[column] as number)));
  }
  return builder.finish(index.size);
}

function countWords(words: readonly (readonly string[])[]): {
  readonly index: ReadonlyMap<string, number>;
  readonly documents: readonly number[];
} {
  const index = new Map<string, number>();
  const documents: number[] = [];
  for (const ofItem of words) {
    for (const word of new Set(ofItem)) {
      const column = index.get(word) ?? index.size;
      index.set(word, column);
      documents[column] = (documents[column] ?? 0) + 1;
    }
  }
  return { index, documents };
}

function addRow(
  builder: SparseBuilder,
  counts: ReadonlyMap<number, number>,
  rarity: (column: number) => number,
): void {
  const row = [...counts]
    .map(([column, count]) => ({ column, weight: (1 + Math.log(count)) * rarity(column) }))
    .sort((a, b) => a.column - b.column);
  const length = Math.hypot(...row.map(({ weight }) => weight));
  for (const { column, weight } of row) if (weight > 0) builder.add(column, weight / length);
  builder.endRow();
}
