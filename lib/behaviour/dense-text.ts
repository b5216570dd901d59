import { hash32 } from "#lib/domain/random.ts";
import type { SparseRows } from "./sparse-rows.ts";

/** Vectors that describe items in words, whoever made them. */
export interface ItemTextVectors {
  readonly width: number;
  /** [items · width] */
  readonly values: Float32Array;
}

const width = 128;
/** Places that a word is spread over: one that it shares with another word is rarely all of them. */
const spread = 4;

/**
 * Weighted words folded into a few places, each with a sign of its own, so that dot products stay what
 * they were on average (feature hashing: Weinberger et al. 2009). Rows have length 1.
 *
 * @param text [items × words]; its columns are numbered as the catalogue's words come
 */
export function foldWords(text: SparseRows): ItemTextVectors {
  const values = new Float32Array(text.rows * width);
  for (let item = 0; item < text.rows; item++) {
    const row = values.subarray(item * width, (item + 1) * width);
    for (let e = text.offsets[item] as number; e < (text.offsets[item + 1] as number); e++) {
      addWord(row, text.column[e] as number, text.value[e] as number);
    }
    const length = Math.hypot(...row);
    if (length > 0) for (let k = 0; k < width; k++) row[k] = (row[k] as number) / length;
  }
  return { width, values };
}

function addWord(row: Float32Array, word: number, weight: number): void {
  for (let k = 0; k < spread; k++) {
    const hash = hash32(`${word}/${k}`);
    const place = hash % width;
    row[place] = (row[place] as number) + (hash & 0x10000 ? weight : -weight);
  }
}
