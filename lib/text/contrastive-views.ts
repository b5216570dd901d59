import type { Random } from "#lib/domain/random.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reshape, split } from "#lib/engine/shape-operations.ts";
import { contrastive } from "#lib/layers/losses.ts";
import { type BertShape, bert, meanOverTokens } from "./bert.ts";
import { paddedTokens } from "./masked-language.ts";

/** Chance that a word is left out of a view. */
const wordDropout = 0.1;
const temperature = 0.05;

/** A text as its parts (title, category, …), each the ids of its tokens without marks. */
export type TextParts = readonly (readonly number[])[];

export const pairInputs = (steps: number) =>
  ({
    tokens: { dtype: "int32", shape: ["batch", 2, steps] },
    mask: { dtype: "float32", shape: ["batch", 2, steps] },
  }) as const;

/** Two views of one text are nearer to each other than to views of others: InfoNCE over the batch. */
export function contrastiveLoss(
  scope: Scope,
  { tokens, mask }: { readonly tokens: Node; readonly mask: Node },
  shape: BertShape,
  rate: number,
): { readonly loss: Node } {
  const [pairs = 0, , steps = 0] = tokens.shape;
  const flat = {
    tokens: reshape(tokens, [2 * pairs, steps]),
    mask: reshape(mask, [2 * pairs, steps]),
  };
  const vectors = meanOverTokens(bert(scope, flat, shape, rate), flat.mask);
  const views = split(reshape(vectors, [pairs, 2, shape.width]), [1, 1], 1);
  const [a, b] = views.map((view) => reshape(view, [pairs, shape.width])) as [Node, Node];
  return { loss: contrastive(a, b, temperature) };
}

/** Two views of each text; dropout inside the encoder tells apart what the draw left alike. */
export function pairBatch(
  texts: readonly TextParts[],
  steps: number,
  marks: { readonly start: number; readonly end: number },
  random: Random,
): Batch {
  const views = texts.flatMap((parts) => [viewOf(parts, random), viewOf(parts, random)]);
  return paddedTokens(
    views.map((view) => [marks.start, ...view, marks.end]),
    steps,
  );
}

/** Each part with chance ½, at least one of them, and of these most words: as a text might be. */
function viewOf(parts: TextParts, random: Random): number[] {
  const chosen = parts.filter(() => random.uniform() < 0.5);
  const one = parts[random.below(Math.max(1, parts.length))] ?? [];
  const whole = (chosen.length > 0 ? chosen : [one]).flat();
  const kept = whole.filter(() => random.uniform() >= wordDropout);
  return kept.length > 0 ? kept : whole;
}
