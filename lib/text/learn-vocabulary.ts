/** Tokens every vocabulary begins with, in BERT's order. */
export const specialTokens = ["[PAD]", "[UNK]", "[CLS]", "[SEP]", "[MASK]"] as const;

export const continuation = "##";

interface Word {
  /** Piece ids, merged as learning goes on. */
  pieces: number[];
  readonly count: number;
}

/**
 * Learns a WordPiece vocabulary by merging, again and again, the pair of neighbouring pieces that
 * the words hold most often (Sennrich et al. 2016, with BERT's `##` before a piece inside a word).
 * Ties go to the pair met first, so the same words give the same vocabulary.
 *
 * @param wordCounts how often each word of the texts occurs
 * @param size tokens wanted, special ones included; fewer come back when words run out
 * @param minCount occurrences below which a letter or a pair is not worth a token
 */
export function learnVocabulary(
  wordCounts: ReadonlyMap<string, number>,
  size: number,
  minCount = 2,
): readonly string[] {
  const vocabulary = new Vocabulary();
  const words = splitIntoLetters(wordCounts, vocabulary, size, minCount);
  const pairs = new PairCounts(words);
  while (vocabulary.tokens.length < size) {
    const best = pairs.mostFrequent();
    if (best === undefined || best.count < minCount) break;
    const merged = vocabulary.add(vocabulary.join(best.left, best.right));
    pairs.merge(best.left, best.right, merged);
  }
  return vocabulary.tokens;
}

class Vocabulary {
  readonly tokens: string[] = [...specialTokens];
  readonly #ids = new Map<string, number>(this.tokens.map((token, id) => [token, id]));

  add(token: string): number {
    const known = this.#ids.get(token);
    if (known !== undefined) return known;
    this.#ids.set(token, this.tokens.length);
    return this.tokens.push(token) - 1;
  }

  id(token: string): number | undefined {
    return this.#ids.get(token);
  }

  join(left: number, right: number): string {
    return (
      (this.tokens[left] as string) + (this.tokens[right] as string).slice(continuation.length)
    );
  }
}

function splitIntoLetters(
  wordCounts: ReadonlyMap<string, number>,
  vocabulary: Vocabulary,
  size: number,
  minCount: number,
): Word[] {
  const letterCounts = new Map<string, number>();
  const split = [...wordCounts].map(([word, count]) => ({ letters: lettersOf(word), count }));
  for (const { letters, count } of split) {
    for (const letter of letters) letterCounts.set(letter, (letterCounts.get(letter) ?? 0) + count);
  }
  const byCount = [...letterCounts].filter(([, count]) => count >= minCount);
  byCount.sort(([a, countA], [b, countB]) => countB - countA || (a < b ? -1 : 1));
  for (const [letter] of byCount.slice(0, size - specialTokens.length)) vocabulary.add(letter);
  return split.flatMap(({ letters, count }) => {
    const pieces = letters.map((letter) => vocabulary.id(letter));
    // A word with a letter too rare to keep will be read as [UNK]: nothing to learn from it.
    return pieces.every((piece) => piece !== undefined) ? [{ pieces, count }] : [];
  });
}

function lettersOf(word: string): string[] {
  return [...word].map((letter, index) => (index === 0 ? letter : continuation + letter));
}

const pairKey = (left: number, right: number): number => left * 2 ** 26 + right;

/** How often each pair of neighbours occurs, kept up to date as pairs are merged. */
class PairCounts {
  readonly #words: readonly Word[];
  readonly #counts = new Map<number, number>();
  /** Words that hold, or once held, a pair. */
  readonly #holders = new Map<number, Set<number>>();

  constructor(words: readonly Word[]) {
    this.#words = words;
    words.forEach((word, index) => {
      this.#count(word, index, 1);
    });
  }

  mostFrequent(): { left: number; right: number; count: number } | undefined {
    let bestKey = -1;
    let bestCount = 0;
    for (const [key, count] of this.#counts) {
      if (count > bestCount) {
        bestCount = count;
        bestKey = key;
      }
    }
    if (bestKey < 0) return undefined;
    return { left: Math.floor(bestKey / 2 ** 26), right: bestKey % 2 ** 26, count: bestCount };
  }

  merge(left: number, right: number, merged: number): void {
    const holders = this.#holders.get(pairKey(left, right)) ?? new Set();
    this.#holders.delete(pairKey(left, right));
    for (const index of holders) {
      const word = this.#words[index] as Word;
      this.#count(word, index, -1);
      word.pieces = mergePieces(word.pieces, left, right, merged);
      this.#count(word, index, 1);
    }
  }

  #count({ pieces, count }: Word, index: number, sign: 1 | -1): void {
    for (let i = 0; i + 1 < pieces.length; i++) {
      const key = pairKey(pieces[i] as number, pieces[i + 1] as number);
      const total = (this.#counts.get(key) ?? 0) + sign * count;
      if (total === 0) this.#counts.delete(key);
      else this.#counts.set(key, total);
      if (sign === 1) this.#hold(key, index);
    }
  }

  #hold(key: number, index: number): void {
    const holders = this.#holders.get(key);
    if (holders === undefined) this.#holders.set(key, new Set([index]));
    else holders.add(index);
  }
}

function mergePieces(
  pieces: readonly number[],
  left: number,
  right: number,
  merged: number,
): number[] {
  const result: number[] = [];
  for (let i = 0; i < pieces.length; i++) {
    const isPair = pieces[i] === left && pieces[i + 1] === right;
    result.push(isPair ? merged : (pieces[i] as number));
    if (isPair) i++;
  }
  return result;
}
