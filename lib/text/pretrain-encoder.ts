import { seededRandom } from "#lib/domain/random.ts";
import { ShuffledRows } from "#lib/domain/shuffled-rows.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { cosine } from "#lib/engine/schedules.ts";
import { train } from "#lib/engine/train.ts";
import type { RuntimeOptions } from "#lib/tensors/runtime.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import type { BertShape } from "./bert.ts";
import type { TextParts } from "./contrastive-views.ts";
import type { EncoderRecipe } from "./encoder-recipe.ts";
import { learnVocabulary } from "./learn-vocabulary.ts";
import {
  type PretrainingGoal,
  pretrainingBatch,
  pretrainingInputs,
  pretrainingLoss,
} from "./pretraining-objective.ts";
import { splitWords } from "./split-words.ts";
import type { TextModel } from "./text-model.ts";
import { ownReading } from "./word-reading.ts";
import { WordPiece } from "./wordpiece.ts";

export interface Pretraining extends RuntimeOptions {
  /** Each once; the lines of a text are its parts. */
  readonly texts: readonly string[];
  readonly recipe: EncoderRecipe;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, note: string) => void;
}

const warmUpShare = 0.1;
const textsOfBatch = 64;

/** Learns a vocabulary, then which words belong where, then also which texts belong together. */
export async function pretrainEncoder(pretraining: Pretraining): Promise<TextModel> {
  const { texts, recipe } = pretraining;
  const tokens = learnVocabulary(countWords(texts), recipe.vocabulary);
  const shape = { ...recipe.shape, vocabulary: tokens.length };
  const course = planCourse(pretraining, new WordPiece(tokens), shape);
  const words = await trainOn(pretraining, course, "words");
  const weights = await trainOn(pretraining, course, "words and texts", words);
  return { reading: ownReading, tokens, shape, weights };
}

function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

interface Course {
  readonly shape: BertShape;
  readonly marks: WordPiece["marks"];
  readonly parts: readonly TextParts[];
  /** Tokens that a row of a batch has. */
  readonly rowLength: number;
  readonly batchSize: number;
  /** Of each of the two phases. */
  readonly steps: number;
}

function planCourse({ texts, recipe }: Pretraining, reader: WordPiece, shape: BertShape): Course {
  const parts = texts.map((text) =>
    text.split("\n").map((part) => reader.encode(part, shape.positions).slice(1, -1)),
  );
  const lengths = parts
    .map((text) => text.reduce((sum, part) => sum + part.length, 2))
    .sort(rising);
  const total = lengths.reduce((sum, length) => sum + Math.min(length, shape.positions), 0);
  const { perToken, least, most } = recipe.tokens;
  const shown = Math.min(most, Math.max(least, perToken * total));
  const batchSize = Math.min(textsOfBatch, texts.length);
  return {
    ...{ shape, parts, batchSize, marks: reader.marks },
    rowLength: usualLength(lengths, shape.positions),
    // In both phases each text is shown as a whole and in a view of it.
    steps: Math.ceil(shown / 2 / ((2 * batchSize * total) / texts.length)),
  };
}

const rising = (a: number, b: number): number => a - b;

/** Long enough for nineteen texts of twenty, in eights; the others are cut. */
function usualLength(lengths: readonly number[], most: number): number {
  const usual = lengths[Math.floor((lengths.length - 1) * 0.95)] ?? most;
  return Math.min(most, Math.ceil(usual / 8) * 8);
}

async function trainOn(
  { recipe, seed, threads, device, say, signal, onProgress }: Pretraining,
  { shape, marks, parts, rowLength, batchSize, steps }: Course,
  goal: PretrainingGoal,
  begun?: Weights,
): Promise<Weights> {
  const order = new ShuffledRows(parts.length, batchSize, seed);
  const [peak, warmUp] = [recipe.learningRate, Math.ceil(steps * warmUpShare)];
  const { weights } = await train({
    ...{ batchSize, steps, seed, threads, signal },
    ...(device && { device }),
    ...(say && { say }),
    inputs: pretrainingInputs(rowLength),
    ...(begun && { weights: begun }),
    loss: (scope, nodes) => pretrainingLoss(scope, nodes, shape, recipe.dropout, goal),
    optimizer: adamW(),
    clipNorm: 1,
    learningRate: cosine({ peak, steps, warmUp }),
    batchAt: (step) => {
      const texts = Array.from(order.at(step), (row) => parts[row] as TextParts);
      const random = seededRandom(seed, `${goal}, views of ${step}`);
      return pretrainingBatch(texts, rowLength, { ...shape, ...marks }, random);
    },
    onProgress: ({ step, metrics: { loss, masked } }) =>
      onProgress(
        step,
        steps,
        `${goal}, loss ${loss?.toFixed(3)}, of hidden words ${masked?.toFixed(3)}`,
      ),
  });
  return weights;
}
