import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { RuntimeOptions } from "#lib/tensors/runtime.ts";
import { continuation, specialTokens } from "./learn-vocabulary.ts";
import { maskedGuesses } from "./masked-guesses.ts";
import type { TextModel } from "./text-model.ts";
import { WordPiece } from "./wordpiece.ts";

/** A hidden word becomes one of so many that the model finds likeliest. */
const candidates = 5;

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
  const reader = new WordPiece(model.tokens, model.reading);
  const ids = texts.map((text) => reader.encode(text, model.shape.positions));
  const changed = ids.map((text) => [...text]);
  const random = seededRandom(seed, "masked replacements");
  for await (const { text, place, logits } of maskedGuesses(model, ids, random, options)) {
    (changed[text] as number[])[place] = likelyToken(logits, random);
  }
  return changed.map((text) => written(text, model.tokens));
}

/** One of the likeliest words, a mark never. */
function likelyToken(logits: Float32Array, random: Random): number {
  const likely: number[] = [];
  for (let token: number = specialTokens.length; token < logits.length; token++) {
    const place = likely.findIndex(
      (other) => (logits[token] as number) > (logits[other] as number),
    );
    likely.splice(place < 0 ? likely.length : place, 0, token);
    if (likely.length > candidates) likely.pop();
  }
  return likely[random.below(likely.length)] as number;
}

/** Tokens as a text again, the marks at its ends left out. */
function written(ids: readonly number[], tokens: readonly string[]): string {
  const pieces = ids.slice(1, -1).map((id) => tokens[id] ?? "");
  return pieces.join(" ").replaceAll(` ${continuation}`, "");
}
