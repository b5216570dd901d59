import { seededRandom } from "#lib/domain/random.ts";
import { specialTokens } from "#lib/text/learn-vocabulary.ts";
import { maskedGuesses } from "#lib/text/masked-guesses.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";

/** Shares of the hidden tokens that were told right. */
export interface MaskedAccuracy {
  readonly hidden: number;
  readonly model: number;
  /** The most frequent token. */
  readonly unigram: number;
  /** The likeliest between the two neighbours. */
  readonly bigram: number;
}

/** Hides tokens of texts that were not learned from, and counts who tells them. */
export async function maskedAccuracy(
  model: TextModel,
  learned: readonly string[],
  held: readonly string[],
  threads: number,
): Promise<MaskedAccuracy> {
  const reader = new WordPiece(model.tokens, model.reading);
  const read = (texts: readonly string[]) =>
    texts.map((text) => reader.encode(text, model.shape.positions));
  const counts = countNeighbours(read(learned), model.shape.vocabulary);
  const ids = read(held);
  const right = { hidden: 0, model: 0, unigram: 0, bigram: 0 };
  const random = seededRandom(1, "hidden tokens");
  for await (const { text, place, token, logits } of maskedGuesses(model, ids, random, {
    threads,
  })) {
    const [left, after] = [-1, 1].map((side) => ids[text]?.[place + side] as number);
    right.hidden++;
    if (likeliest(logits) === token) right.model++;
    if (counts.commonest === token) right.unigram++;
    if (counts.between(left as number, after as number) === token) right.bigram++;
  }
  const { hidden, model: ours, unigram, bigram } = right;
  return { hidden, model: ours / hidden, unigram: unigram / hidden, bigram: bigram / hidden };
}

function likeliest(scores: ArrayLike<number>): number {
  let best: number = specialTokens.length;
  for (let token = best; token < scores.length; token++)
    if ((scores[token] as number) > (scores[best] as number)) best = token;
  return best;
}

/** Added to every count of a pair. */
const pseudoCount = 0.1;

/** The commonest token, and the likeliest between two others: P(t) P(left | t) P(right | t). */
function countNeighbours(texts: readonly (readonly number[])[], vocabulary: number) {
  const single = new Float64Array(vocabulary);
  const pairs = new Map<number, number>();
  for (const text of texts) {
    for (const [at, token] of text.entries()) {
      single[token] = (single[token] as number) + 1;
      const key = token * vocabulary + (text[at + 1] ?? 0);
      pairs.set(key, (pairs.get(key) ?? 0) + 1);
    }
  }
  const count = (left: number, right: number) =>
    (pairs.get(left * vocabulary + right) ?? 0) + pseudoCount;
  const between = (left: number, right: number) =>
    likeliest(
      single.map((times, token) => (count(left, token) * count(token, right)) / (times + 1)),
    );
  return { commonest: likeliest(single), between };
}
