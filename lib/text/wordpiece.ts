import { continuation, type specialTokens } from "./learn-vocabulary.ts";
import { ownReading, type WordReading, wordsOf } from "./word-reading.ts";

/** A longer word is unknown as a whole, characters. */
export const longestWord = 100;

/** Texts as WordPiece ids, `[CLS] … [SEP]`, greedily longest piece first as BERT reads them. */
export class WordPiece {
  readonly tokens: readonly string[];
  readonly marks: {
    readonly unknown: number;
    readonly start: number;
    readonly end: number;
    readonly hidden: number;
  };
  readonly #ids: ReadonlyMap<string, number>;
  readonly #reading: WordReading;

  constructor(tokens: readonly string[], reading: WordReading = ownReading) {
    this.tokens = tokens;
    this.#reading = reading;
    this.#ids = new Map(tokens.map((token, id) => [token, id]));
    const mark = (token: (typeof specialTokens)[number]) => this.#ids.get(token) ?? 0;
    this.marks = {
      unknown: mark("[UNK]"),
      start: mark("[CLS]"),
      end: mark("[SEP]"),
      hidden: mark("[MASK]"),
    };
  }

  /** @param longest ids at most, the two marks included */
  encode(text: string, longest: number): number[] {
    const ids = [this.marks.start];
    for (const word of wordsOf(text, this.#reading)) {
      ids.push(...this.#pieces(word));
      if (ids.length >= longest - 1) break;
    }
    ids.length = Math.min(ids.length, longest - 1);
    ids.push(this.marks.end);
    return ids;
  }

  #pieces(word: string): readonly number[] {
    const letters = [...word];
    if (letters.length > longestWord) return [this.marks.unknown];
    const pieces: number[] = [];
    for (let from = 0; from < letters.length; ) {
      const piece = this.#longestPiece(letters, from);
      if (piece === undefined) return [this.marks.unknown];
      pieces.push(piece.id);
      from = piece.end;
    }
    return pieces;
  }

  #longestPiece(letters: readonly string[], from: number): { id: number; end: number } | undefined {
    for (let end = letters.length; end > from; end--) {
      const text = letters.slice(from, end).join("");
      const id = this.#ids.get(from === 0 ? text : continuation + text);
      if (id !== undefined) return { id, end };
    }
    return undefined;
  }
}
