import type { Random } from "#lib/domain/random.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { compress, gather } from "#lib/engine/lookup.ts";
import { add, constant, gelu, gemm, greater } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reshape } from "#lib/engine/shape-operations.ts";
import { normal, zeros } from "#lib/layers/initializers.ts";
import { layerNorm, linear } from "#lib/layers/layers.ts";
import { softmaxCrossEntropy } from "#lib/layers/losses.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";
import { type BertShape, deviation } from "./bert.ts";
import { specialTokens } from "./learn-vocabulary.ts";

/** Share of a text's tokens that must be guessed; of these 80 % are hidden, 10 % are wrong. */
const maskedShare = 0.15;
/** A label that is not counted. */
const ignored = -1;

/** Tokens of a text of `steps` that are guessed at most. */
export const guessesOf = (steps: number): number => Math.ceil(steps * maskedShare);

/**
 * Cross-entropy of the guessed tokens.
 *
 * @param x      [texts, steps, width]
 * @param places [texts, guesses] of the guessed tokens, int32
 * @param labels [texts, guesses] what they are; −1 where there are fewer
 */
export function maskedLanguageLoss(
  scope: Scope,
  x: Node,
  { places, labels }: { readonly places: Node; readonly labels: Node },
  shape: BertShape,
): Node {
  const told = reshape(labels, [sizeOf(labels.shape)]);
  const present = greater(told, ignored);
  const logits = maskedLanguageHead(scope, rowsAt(x, places, present), shape);
  return softmaxCrossEntropy(logits, compress(told, present), ignored);
}

/** Rows of x [texts, steps, width] at `places` [texts, rows], those that are `present` of them all. */
export function rowsAt(x: Node, places: Node, present?: Node): Node {
  const [texts = 0, steps = 0, width = 0] = x.shape;
  const starts = Array.from({ length: texts }, (_, text) => text * steps);
  const all = reshape(add(places, constant(starts, [texts, 1], "int32")), [sizeOf(places.shape)]);
  return gather(reshape(x, [texts * steps, width]), present ? compress(all, present) : all);
}

/**
 * What BERT's masked language model says of some tokens:
 *
 *     logits = E · norm(gelu(W x + b)) + c      E the word embeddings themselves
 *
 * @param x [tokens, width]
 * @returns [tokens, vocabulary]
 */
export function maskedLanguageHead(
  scope: Scope,
  x: Node,
  { width, vocabulary, epsilon }: BertShape,
): Node {
  const head = scope.in("head");
  const hidden = gelu(linear(head.in("transform"), x, width));
  const transformed = layerNorm(head.in("norm"), hidden, epsilon);
  const words = scope.tensor("embeddings.words.weight", [vocabulary, width], normal(deviation));
  const bias = head.tensor("bias", [vocabulary], zeros);
  return gemm(transformed, words, { transB: true, bias });
}

/**
 * Hides some tokens of each text (Devlin et al. 2019, section 3.1): of those chosen 80 % become
 * `[MASK]`, 10 % another token, 10 % stay. The marks at either end are never chosen.
 *
 * @param texts ids of each text, cut to `steps`
 * @param hidden the token that hides another
 */
export function maskedBatch(
  texts: readonly (readonly number[])[],
  steps: number,
  { vocabulary, hidden }: { readonly vocabulary: number; readonly hidden: number },
  random: Random,
): Batch {
  const guesses = guessesOf(steps);
  const { tokens, mask } = paddedTokens(texts, steps);
  const places = new Int32Array(texts.length * guesses);
  const labels = new Int32Array(texts.length * guesses).fill(ignored);
  for (const [row, text] of texts.entries()) {
    const inner = Math.min(text.length, steps) - 2;
    const count = Math.min(guesses, Math.max(1, Math.round(inner * maskedShare)), inner);
    for (const [guess, place] of chosenPlaces(inner, count, random).entries()) {
      const at = row * steps + place;
      places[row * guesses + guess] = place;
      labels[row * guesses + guess] = tokens[at] as number;
      tokens[at] = disguised(tokens[at] as number, vocabulary, hidden, random);
    }
  }
  return { tokens, mask, places, labels };
}

function disguised(token: number, vocabulary: number, hidden: number, random: Random): number {
  const chance = random.uniform();
  if (chance < 0.8) return hidden;
  const { length } = specialTokens;
  return chance < 0.9 ? length + random.below(vocabulary - length) : token;
}

/** `count` different places of 1 … `inner`. */
function chosenPlaces(inner: number, count: number, random: Random): number[] {
  const places = Array.from({ length: inner }, (_, at) => at + 1);
  for (let at = 0; at < count; at++) {
    const other = at + random.below(inner - at);
    const place = places[other] as number;
    places[other] = places[at] as number;
    places[at] = place;
  }
  return places.slice(0, count);
}

/** Texts as rows of `steps` tokens. A longer text is cut, its end mark kept. */
export function paddedTokens(texts: readonly (readonly number[])[], steps: number) {
  const tokens = new Int32Array(texts.length * steps);
  const mask = new Float32Array(texts.length * steps);
  for (const [row, text] of texts.entries()) {
    const length = Math.min(text.length, steps);
    tokens.set(text.slice(0, length), row * steps);
    tokens[row * steps + length - 1] = text.at(-1) ?? 0;
    mask.fill(1, row * steps, row * steps + length);
  }
  return { tokens, mask };
}
