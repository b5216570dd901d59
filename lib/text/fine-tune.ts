import { hash32 } from "#lib/domain/random.ts";
import { ShuffledRows } from "#lib/domain/shuffled-rows.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { add, mul, sub } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { cosine } from "#lib/engine/schedules.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { type Trained, train } from "#lib/engine/train.ts";
import { adaptiveLora, keepImportant, orthogonality } from "#lib/layers/adaptive-lora.ts";
import { linear } from "#lib/layers/layers.ts";
import { isLora, mergeLora } from "#lib/layers/lora.ts";
import { maskedMean } from "#lib/layers/losses.ts";
import type { RuntimeOptions } from "#lib/tensors/runtime.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { adversarialLoss } from "./adversarial-loss.ts";
import { bertLayers, embedTokens, meanOverTokens } from "./bert.ts";
import {
  type FineTuningMethod,
  loraTargets,
  type MethodPlan,
  methodPlan,
} from "./fine-tuning-method.ts";
import { paddedTokens } from "./masked-language.ts";
import type { TextModel } from "./text-model.ts";
import { WordPiece } from "./wordpiece.ts";

interface FineTuningOptions {
  readonly method: FineTuningMethod;
  readonly epochs: number;
  /** Peak of a rate that rises in a line and falls in half a cosine. */
  readonly learningRate: number;
  /** Share of the steps on which the rate rises. */
  readonly warmUp: number;
  readonly rank: number;
  /** Decoupled weight decay. */
  readonly l2: number;
  readonly dropout: number;
  /** ε of `adversarialLoss`; 0 leaves it out. */
  readonly adversarial: number;
  /** Epochs without a better validation loss after which it ends. */
  readonly patience: number;
}

/** What texts should tell. */
export interface FineTuningTask {
  readonly texts: readonly string[];
  /** Numbers of a text to be told. */
  readonly width: number;
  /** [texts, width] in standard deviations from the mean; NaN where unknown. */
  readonly targets: Float32Array;
  /** Other words for some of the texts; those of held-back texts are not learned from. */
  readonly copies?: readonly TextCopy[];
}

export interface TextCopy {
  readonly text: string;
  /** Row of the text it says again. */
  readonly of: number;
}

export interface FineTuning extends RuntimeOptions {
  readonly model: TextModel;
  readonly task: FineTuningTask;
  readonly options: FineTuningOptions;
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly onProgress: (done: number, total: number, note: string) => void;
}

export interface FineTuned {
  readonly model: TextModel;
  /** Parameters of the encoder that moved. */
  readonly trainable: number;
  /** Mean squared error on texts held back, in variances: at its best, and with the encoder at rest. */
  readonly validationLoss: number;
  readonly restingLoss: number;
}

const textsOfBatch = 32;
/** One text of so many is held back. */
const heldBack = 10;
const orthogonalityWeight = 0.1;
/** AdaLoRA begins with this many times the ranks it ends with, and gives the rest up after a third. */
const [firstRanks, firstShare] = [1.5, 1 / 3];

const isTask = (name: string): boolean => name.startsWith("task.");

/** Fine-tunes a BERT until held-back texts are told no better; first with the encoder at rest, to compare. */
export async function fineTune(tuning: FineTuning): Promise<FineTuned> {
  const course = planCourse(tuning);
  const { model, options } = tuning;
  const still: MethodPlan = { adapters: [], moves: () => false, merge: (weights) => weights };
  const resting = await run(tuning, course, still, { weights: model.weights });
  const tuned =
    options.method === "adalora"
      ? await runAdaptive(tuning, course, resting.weights)
      : await runPlanned(tuning, course, methodPlan(options.method, options.rank), resting.weights);
  const weights = new Map([...model.weights, ...tuned.weights].filter(([name]) => !isTask(name)));
  return {
    model: { ...model, weights },
    trainable: tuned.trainable,
    validationLoss: tuned.bestLoss ?? Number.POSITIVE_INFINITY,
    restingLoss: resting.bestLoss ?? Number.POSITIVE_INFINITY,
  };
}

async function runPlanned(tuning: FineTuning, course: Course, plan: MethodPlan, weights: Weights) {
  const trained = await run(tuning, course, plan, { weights });
  return {
    ...trained,
    weights: plan.merge(trained.weights),
    trainable: sizeOfThose(trained.weights, plan.moves),
  };
}

/** A wide start, the ranks that matter kept, then the rest of the way with these alone. */
async function runAdaptive(tuning: FineTuning, course: Course, weights: Weights) {
  const { rank } = tuning.options;
  const wide = {
    rank: Math.ceil(firstRanks * rank),
    alpha: 2 * rank * firstRanks,
    targets: loraTargets,
  };
  const merge = (of: Weights) => mergeLora(of, wide);
  const start = { adapters: [adaptiveLora(wide)], moves: isLora, merge };
  const first = await run(tuning, course, start, { weights, share: firstShare });
  const loss = lossOf(tuning, course);
  const kept = await keepImportant(
    {
      ...{ loss, inputs: inputsOf(course), batchSize: course.batchSize },
      ...{ adapters: start.adapters, weights: first.weights, threads: tuning.threads },
      batches: course.training.slice(0, 8).map((_, step) => course.batchAt(step)),
    },
    rank * 2 * tuning.model.shape.layers,
  );
  const plan = { adapters: [adaptiveLora(wide, kept)], moves: isLora, merge };
  const last = await run(tuning, course, plan, { weights: kept, share: 1 - firstShare });
  return { ...last, weights: merge(last.weights), trainable: sizeOfThose(last.weights, isLora) };
}

function sizeOfThose(weights: Weights, moves: (name: string) => boolean): number {
  const moving = [...weights].filter(([name]) => moves(name) && !isTask(name));
  return moving.reduce((sum, [, { data }]) => sum + data.length, 0);
}

/** What all methods share. */
interface Course {
  readonly steps: number;
  readonly width: number;
  readonly batchSize: number;
  readonly training: readonly number[];
  readonly batchAt: (step: number) => Batch;
  readonly validation: readonly Batch[];
}

function planCourse({ model, task, seed }: FineTuning): Course {
  const reader = new WordPiece(model.tokens, model.reading);
  const origins = [...task.texts.keys(), ...(task.copies ?? []).map((copy) => copy.of)];
  const texts = [...task.texts, ...(task.copies ?? []).map(({ text }) => text)];
  const ids = texts.map((text) => reader.encode(text, model.shape.positions));
  const steps = Math.ceil(Math.max(2, ...ids.map(({ length }) => length)) / 8) * 8;
  const isHeldBack = (row: number) =>
    hash32(task.texts[origins[row] as number] ?? "") % heldBack === 0;
  const rows = [...ids.keys()];
  const training = rows.filter((row) => !isHeldBack(row));
  const batchSize = Math.min(textsOfBatch, training.length);
  const batchOf = (some: readonly number[]) =>
    batchFrom(some, { ids, origins }, steps, task, batchSize);
  const order = new ShuffledRows(training.length, batchSize, seed);
  const held = rows.filter((row) => row < task.texts.length && isHeldBack(row));
  const validation = Array.from({ length: Math.ceil(held.length / batchSize) }, (_, at) =>
    batchOf(held.slice(at * batchSize, (at + 1) * batchSize)),
  );
  const batchAt = (step: number) =>
    batchOf(Array.from(order.at(step), (at) => training[at] as number));
  return {
    steps: Math.min(steps, model.shape.positions),
    width: task.width,
    batchSize,
    training,
    batchAt,
    validation,
  };
}

/** Rows past the end tell nothing. */
function batchFrom(
  rows: readonly number[],
  {
    ids,
    origins,
  }: { readonly ids: readonly (readonly number[])[]; readonly origins: readonly number[] },
  steps: number,
  { width, targets }: FineTuningTask,
  batchSize: number,
): Batch {
  const filled = Array.from({ length: batchSize }, (_, at) => rows[at]);
  const texts = filled.map((row) => (row === undefined ? [0, 0] : (ids[row] ?? [0, 0])));
  const wanted = new Float32Array(batchSize * width);
  const known = new Float32Array(batchSize * width);
  for (const [at, row] of rows.entries()) {
    for (let k = 0; k < width; k++) {
      const target = targets[(origins[row] as number) * width + k] as number;
      if (Number.isNaN(target)) continue;
      wanted[at * width + k] = target;
      known[at * width + k] = 1;
    }
  }
  return { ...paddedTokens(texts, steps), wanted, known };
}

const inputsOf = ({ steps, width }: Course) =>
  ({
    tokens: { dtype: "int32", shape: ["batch", steps] },
    mask: { dtype: "float32", shape: ["batch", steps] },
    wanted: { dtype: "float32", shape: ["batch", width] },
    known: { dtype: "float32", shape: ["batch", width] },
  }) as const;

type TaskNodes = { readonly [Name in keyof ReturnType<typeof inputsOf>]: Node };

/** Mean squared error of a linear reading of the text's vector; while training, also of a disturbed one. */
const lossOf =
  ({ model: { shape }, options }: FineTuning, { width }: Course) =>
  (scope: Scope, { tokens, mask, wanted, known }: TaskNodes): { readonly loss: Node } => {
    const { dropout, adversarial, method } = options;
    const told = (e: Node) => {
      const x = bertLayers(scope, e, mask, shape, dropout);
      const off = sub(linear(scope.in("task"), meanOverTokens(x, mask), width), wanted);
      return maskedMean(mul(off, off), known);
    };
    const embedded = embedTokens(scope, tokens, shape);
    const isDisturbed = scope.training && adversarial > 0;
    const loss = isDisturbed ? adversarialLoss(embedded, told, adversarial) : told(embedded);
    if (!scope.training || method !== "adalora") return { loss };
    return { loss: add(loss, mul(orthogonality(scope), orthogonalityWeight)) };
  };

async function run(
  tuning: FineTuning,
  course: Course,
  { adapters, moves }: MethodPlan,
  { weights, share = 1 }: { readonly weights: Weights; readonly share?: number },
): Promise<Trained> {
  const { options, seed, threads, device, say, signal, onProgress } = tuning;
  const epoch = Math.max(1, Math.floor(course.training.length / course.batchSize));
  const steps = Math.max(1, Math.round(options.epochs * epoch * share));
  const { learningRate: peak, warmUp, l2: weightDecay, method, patience } = options;
  return train({
    ...{ inputs: inputsOf(course), loss: lossOf(tuning, course), batchSize: course.batchSize },
    ...{ steps, seed, threads, signal, weights, adapters },
    ...(device && { device }),
    ...(say && { say }),
    optimizer: adamW({ weightDecay }),
    clipNorm: 1,
    trainable: (name) => isTask(name) || moves(name),
    learningRate: cosine({ peak, steps, warmUp: Math.ceil(warmUp * steps) }),
    batchAt: course.batchAt,
    ...(course.validation.length > 0 && {
      validation: { every: Math.min(epoch, steps), batches: course.validation, patience },
    }),
    onProgress: ({ step, metrics }) =>
      onProgress(step, steps, `${method}, error ${metrics.loss?.toFixed(3)}`),
  });
}
