import { type Random, seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import { openModel, type RuntimeOptions } from "#lib/tensors/runtime.ts";
import { bert } from "./bert.ts";
import { continuation, specialTokens } from "./learn-vocabulary.ts";
import { maskedBatch, maskedInputs, maskedLanguageHead } from "./masked-language.ts";
import type { TextModel } from "./text-model.ts";
import { WordPiece } from "./wordpiece.ts";

/** A hidden word becomes one of so many that the model finds likeliest. */
const candidates = 5;
const textsOfBatch = 32;

/**
 * Texts in which some words are those that the model's own masked language head would put there (Wu
 * et al. 2019). Needs a model whose checkpoint has the head.
 */
export async function maskedReplacements(
  model: TextModel,
  texts: readonly string[],
  seed: number,
  options: RuntimeOptions,
): Promise<string[]> {
  const { shape, tokens } = model;
  const reader = new WordPiece(tokens, model.reading);
  const ids = texts.map((text) => reader.encode(text, shape.positions));
  const steps = Math.max(2, ...ids.map(({ length }) => length));
  const guesser = await openModel(guessingGraph(model, steps), options);
  const random = seededRandom(seed, "masked replacements");
  const replaced: string[] = [];
  for (let from = 0; from < ids.length; from += textsOfBatch) {
    const some = ids.slice(from, from + textsOfBatch);
    const batch = maskedBatch(some, steps, { ...shape, ...reader.marks }, random);
    const { tokens: given, mask, places } = batch as Record<string, Int32Array>;
    const { logits } = await guesser.run({ tokens: given, mask, places } as never);
    const guesses = (batch.labels?.length ?? 0) / some.length;
    for (const [row, text] of some.entries()) {
      const changed = [...text];
      for (let at = row * guesses; at < (row + 1) * guesses; at++) {
        if (batch.labels?.[at] === -1) continue;
        const own = (logits as Float32Array).subarray(
          at * shape.vocabulary,
          (at + 1) * shape.vocabulary,
        );
        changed[Number(batch.places?.[at])] = likelyToken(own, random);
      }
      replaced.push(written(changed, tokens));
    }
  }
  await guesser.close();
  return replaced;
}

function guessingGraph({ shape, weights }: TextModel, steps: number): Uint8Array {
  const { labels: _labels, ...inputs } = maskedInputs(steps);
  return exportModel({
    network: (scope, nodes) => ({
      logits: maskedLanguageHead(scope, bert(scope, nodes, shape, 0), nodes.places, shape),
    }),
    ...{ inputs, weights },
  });
}

/** One of the likeliest words, a mark never. */
function likelyToken(logits: Float32Array, random: Random): number {
  const order = [...logits.keys()].slice(specialTokens.length);
  order.sort((a, b) => (logits[b] as number) - (logits[a] as number));
  return order[random.below(Math.min(candidates, order.length))] as number;
}

/** Tokens as a text again, the marks at its ends left out. */
function written(ids: readonly number[], tokens: readonly string[]): string {
  const pieces = ids.slice(1, -1).map((id) => tokens[id] ?? "");
  return pieces.join(" ").replaceAll(` ${continuation}`, "");
}
