import { seededRandom } from "#lib/domain/random.ts";
import { ShuffledRows } from "#lib/domain/shuffled-rows.ts";
import type { Batch, InputSpecs } from "#lib/engine/graph-inputs.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { cosine } from "#lib/engine/schedules.ts";
import { train } from "#lib/engine/train.ts";
import type { PlanOptions } from "#lib/engine/training-plan.ts";
import type { RuntimeOptions } from "#lib/tensors/runtime.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import type { BertShape } from "./bert.ts";
import { contrastiveLoss, pairBatch, pairInputs, type TextParts } from "./contrastive-views.ts";
import type { EncoderRecipe } from "./encoder-recipe.ts";
import { learnVocabulary } from "./learn-vocabulary.ts";
import { maskedBatch, maskedInputs, maskedLanguageLoss } from "./masked-language.ts";
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

/** Of the tokens shown, those shown as masked texts; the others are shown as pairs. */
const maskedPart = 0.6;
const warmUpShare = 0.1;
const textsOfBatch = 64;

/** Learns a vocabulary, then a masked language model, then which texts belong together. */
export async function pretrainEncoder(pretraining: Pretraining): Promise<TextModel> {
  const { texts, recipe } = pretraining;
  const tokens = learnVocabulary(countWords(texts), recipe.vocabulary);
  const shape = { ...recipe.shape, vocabulary: tokens.length };
  const course = planCourse(pretraining, new WordPiece(tokens), shape);
  const masked = await trainPhase(pretraining, course, maskedPhase(pretraining, course));
  const paired = await trainPhase(pretraining, course, pairedPhase(pretraining, course, masked));
  return { reading: ownReading, tokens, shape, weights: new Map([...masked, ...paired]) };
}

function countWords(texts: readonly string[]): Map<string, number> {
  const counts = new Map<string, number>();
  for (const text of texts) {
    for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
  }
  return counts;
}

/** What both phases share. */
interface Course {
  readonly shape: BertShape;
  readonly marks: WordPiece["marks"];
  readonly parts: readonly TextParts[];
  /** Tokens that a row of a batch has. */
  readonly steps: number;
  readonly batchSize: number;
  readonly maskedSteps: number;
  readonly pairedSteps: number;
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
  const steps = rowLength(lengths, shape.positions);
  const batchSize = Math.min(textsOfBatch, texts.length);
  const batches = shown / (batchSize * (total / texts.length));
  return {
    ...{ shape, parts, steps, batchSize, marks: reader.marks },
    maskedSteps: Math.ceil(batches * maskedPart),
    pairedSteps: Math.ceil((batches * (1 - maskedPart)) / 2),
  };
}

const rising = (a: number, b: number): number => a - b;

/** Long enough for nineteen texts of twenty, in eights; the others are cut. */
function rowLength(lengths: readonly number[], most: number): number {
  const usual = lengths[Math.floor((lengths.length - 1) * 0.95)] ?? most;
  return Math.min(most, Math.ceil(usual / 8) * 8);
}

interface Phase<Specs extends InputSpecs> {
  readonly name: string;
  readonly inputs: Specs;
  readonly loss: PlanOptions<Specs>["loss"];
  readonly weights?: Weights;
  readonly steps: number;
  readonly learningRate: number;
  readonly batchOf: (texts: readonly TextParts[], step: number) => Batch;
}

function maskedPhase({ recipe, seed }: Pretraining, course: Course) {
  const { shape, steps, marks } = course;
  const inputs = maskedInputs(steps);
  return {
    ...{ name: "masked words", inputs, steps: course.maskedSteps },
    learningRate: recipe.learningRate,
    loss: (scope, nodes) => maskedLanguageLoss(scope, nodes, shape, recipe.dropout),
    batchOf: (texts, step) => {
      const whole = texts.map((parts) => [marks.start, ...parts.flat(), marks.end]);
      return maskedBatch(
        whole,
        steps,
        { ...shape, ...marks },
        seededRandom(seed, `masks of ${step}`),
      );
    },
  } satisfies Phase<typeof inputs>;
}

function pairedPhase({ recipe, seed }: Pretraining, course: Course, weights: Weights) {
  const { shape, steps, marks } = course;
  const inputs = pairInputs(steps);
  return {
    ...{ name: "pairs of texts", inputs, steps: course.pairedSteps, weights },
    learningRate: recipe.learningRate / 2,
    loss: (scope, nodes) => contrastiveLoss(scope, nodes, shape, recipe.dropout),
    batchOf: (texts, step) =>
      pairBatch(texts, steps, marks, seededRandom(seed, `views of ${step}`)),
  } satisfies Phase<typeof inputs>;
}

async function trainPhase<Specs extends InputSpecs>(
  { seed, threads, device, say, signal, onProgress }: Pretraining,
  { batchSize, parts }: Course,
  phase: Phase<Specs>,
): Promise<Weights> {
  const { name, inputs, loss, steps, weights } = phase;
  const order = new ShuffledRows(parts.length, batchSize, seed);
  const warmUp = Math.ceil(steps * warmUpShare);
  const { weights: learned } = await train({
    ...{ inputs, loss, batchSize, steps, seed, threads, signal },
    ...(device && { device }),
    ...(say && { say }),
    ...(weights && { weights }),
    optimizer: adamW(),
    clipNorm: 1,
    learningRate: cosine({ peak: phase.learningRate, steps, warmUp }),
    batchAt: (step) =>
      phase.batchOf(
        Array.from(order.at(step), (row) => parts[row] as TextParts),
        step,
      ),
    onProgress: ({ step, metrics }) =>
      onProgress(step, steps, `${name}, loss ${metrics.loss?.toFixed(3)}`),
  });
  return learned;
}
