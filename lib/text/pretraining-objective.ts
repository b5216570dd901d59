import type { Random } from "#lib/domain/random.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { add, equal } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reshape, split } from "#lib/engine/shape-operations.ts";
import { contrastive } from "#lib/layers/losses.ts";
import { type BertShape, bert, meanOverTokens } from "./bert.ts";
import { type TextParts, viewNumber, viewOf } from "./contrastive-views.ts";
import { guessesOf, maskedBatch, maskedLanguageLoss } from "./masked-language.ts";

const temperature = 0.05;

/** A text as a whole and a view of it, both with tokens hidden. */
export const pretrainingInputs = (steps: number) =>
  ({
    tokens: { dtype: "int32", shape: ["batch", 2, steps] },
    mask: { dtype: "float32", shape: ["batch", 2, steps] },
    /** Places of the guessed tokens, and what they are; −1 where there are fewer. */
    places: { dtype: "int32", shape: ["batch", 2, guessesOf(steps)] },
    labels: { dtype: "int32", shape: ["batch", 2, guessesOf(steps)] },
    /** `viewNumber` of the views. */
    said: { dtype: "int32", shape: ["batch"] },
  }) as const;

/** What is learned: which words belong where, or also which texts belong together. */
export type PretrainingGoal = "words" | "words and texts";

type PretrainingNodes = { readonly [Name in keyof ReturnType<typeof pretrainingInputs>]: Node };

/**
 * Two losses of one pass: that of the hidden tokens (Devlin et al. 2019), and InfoNCE, by which a text
 * is nearer to its own view than to those of others (Gao et al. 2021). Views of others that say the
 * same are not held against it.
 */
export function pretrainingLoss(
  scope: Scope,
  { tokens, mask, places, labels, said }: PretrainingNodes,
  shape: BertShape,
  rate: number,
  goal: PretrainingGoal,
): { readonly loss: Node; readonly masked: Node } {
  const [texts = 0] = tokens.shape;
  const rows = (x: Node) => reshape(x, [2 * texts, x.shape[2] as number]);
  const present = rows(mask);
  const x = bert(scope, { tokens: rows(tokens), mask: present }, shape, rate);
  const masked = maskedLanguageLoss(
    scope,
    x,
    { places: rows(places), labels: rows(labels) },
    shape,
  );
  if (goal === "words") return { loss: masked, masked };
  const both = reshape(meanOverTokens(x, present), [texts, 2, shape.width]);
  const [whole, view] = split(both, [1, 1], 1).map((side) => reshape(side, [texts, shape.width]));
  const same = equal(reshape(said, [texts, 1]), reshape(said, [1, texts]));
  const paired = contrastive(whole as Node, view as Node, { temperature, same });
  return { loss: add(masked, paired), masked };
}

/** @param texts cut to `steps` tokens, marks included */
export function pretrainingBatch(
  texts: readonly TextParts[],
  steps: number,
  marks: {
    readonly vocabulary: number;
    readonly start: number;
    readonly end: number;
    readonly hidden: number;
  },
  random: Random,
): Batch {
  const views = texts.map((parts) => viewOf(parts, random));
  const marked = (ids: readonly number[]) => [marks.start, ...ids, marks.end];
  const pairs = texts.flatMap((parts, row) => [marked(parts.flat()), marked(views[row] ?? [])]);
  return {
    ...maskedBatch(pairs, steps, marks, random),
    said: Int32Array.from(views, viewNumber),
  };
}
