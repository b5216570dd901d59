import type { Random } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import { openModel, type RuntimeOptions } from "#lib/tensors/runtime.ts";
import { bert } from "./bert.ts";
import { guessesOf, maskedBatch, maskedLanguageHead, rowsAt } from "./masked-language.ts";
import type { TextModel } from "./text-model.ts";
import { WordPiece } from "./wordpiece.ts";

/** A token that was hidden, and what the model says of it. */
export interface MaskedGuess {
  /** Row of the text, and place in it. */
  readonly text: number;
  readonly place: number;
  readonly token: number;
  /** [vocabulary] good until the next guess is asked for. */
  readonly logits: Float32Array;
}

const textsOfBatch = 32;

/**
 * Hides some tokens of each text, as pretraining does, and lets the model's own masked language head
 * say what they were. Needs a model whose checkpoint has the head.
 *
 * @param ids tokens of each text, its marks at either end
 */
export async function* maskedGuesses(
  model: TextModel,
  ids: readonly (readonly number[])[],
  random: Random,
  options: RuntimeOptions,
): AsyncGenerator<MaskedGuess> {
  const { shape } = model;
  const { marks } = new WordPiece(model.tokens, model.reading);
  const steps = Math.max(2, ...ids.map(({ length }) => length));
  const guesser = await openModel(guessingGraph(model, steps), options);
  try {
    for (let from = 0; from < ids.length; from += textsOfBatch) {
      const some = Array.from(
        { length: textsOfBatch },
        (_, at) => ids[from + at] ?? nothing(marks),
      );
      const { labels, ...given } = maskedBatch(some, steps, { ...shape, ...marks }, random);
      const { logits } = await guesser.run(given);
      const guesses = (labels?.length ?? 0) / textsOfBatch;
      for (const [at, token] of (labels as Int32Array).entries()) {
        if (token < 0) continue;
        yield {
          ...{ text: from + Math.floor(at / guesses), place: given.places?.[at] as number, token },
          logits: (logits as Float32Array).subarray(
            at * shape.vocabulary,
            (at + 1) * shape.vocabulary,
          ),
        };
      }
    }
  } finally {
    await guesser.close();
  }
}

const nothing = ({ start, end }: WordPiece["marks"]): number[] => [start, end];

/** Logits of all tokens of the rows that are there: [tokens, vocabulary]. */
function guessingGraph({ shape, weights }: TextModel, steps: number): Uint8Array {
  const guesses = guessesOf(steps);
  return exportModel({
    network: (scope, nodes) => ({
      logits: maskedLanguageHead(scope, rowsAt(bert(scope, nodes, shape, 0), nodes.places), shape),
    }),
    inputs: {
      tokens: { dtype: "int32", shape: [textsOfBatch, steps] },
      mask: { dtype: "float32", shape: [textsOfBatch, steps] },
      places: { dtype: "int32", shape: [textsOfBatch, guesses] },
    },
    weights,
  });
}
