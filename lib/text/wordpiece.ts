import { continuation, specialTokens } from "./learn-vocabulary.ts";
import { splitWords } from "./split-words.ts";

const longestWord = 100;

/** Texts as WordPiece ids, `[CLS] … [SEP]`, greedily longest piece first as BERT reads them. */
export class WordPiece {
  readonly tokens: readonly string[];
  readonly #ids: ReadonlyMap<string, number>;
  readonly #unknown: number;
  readonly #start: number;
  readonly #end: number;

  constructor(tokens: readonly string[]) {
    this.tokens = tokens;
    this.#ids = new Map(tokens.map((token, id) => [token, id]));
    const [, unknown, start, end] = specialTokens.map((token) => this.#ids.get(token) ?? 0);
    this.#unknown = unknown as number;
    this.#start = start as number;
    this.#end = end as number;
  }

  /** @param longest ids at most, the two marks included */
  encode(text: string, longest: number): number[] {
    const ids = [this.#start];
    for (const word of splitWords(text)) {
      ids.push(...this.#pieces(word));
      if (ids.length >= longest - 1) break;
    }
    ids.length = Math.min(ids.length, longest - 1);
    ids.push(this.#end);
    return ids;
  }

  #pieces(word: string): readonly number[] {
    const letters = [...word];
    if (letters.length > longestWord) return [this.#unknown];
    const pieces: number[] = [];
    for (let from = 0; from < letters.length; ) {
      const piece = this.#longestPiece(letters, from);
      if (piece === undefined) return [this.#unknown];
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
