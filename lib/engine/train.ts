import { setImmediate as eventsHandled } from "node:timers/promises";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import type { Batch, InputSpecs } from "./graph-inputs.ts";
import { besideState } from "./resumed-state.ts";
import type { Schedule } from "./schedules.ts";
import type { Metrics } from "./stepper.ts";
import type { TrainingOptions } from "./training.ts";
import { openTraining, stepsPerRun, type Training } from "./training.ts";

export interface TrainOptions<Specs extends InputSpecs = InputSpecs>
  extends TrainingOptions<Specs> {
  readonly steps: number;
  readonly learningRate: Schedule;
  /** The batch of a step, counted from 0, the same whenever asked: resumption rests on it. */
  readonly batchAt: (step: number) => Batch | Promise<Batch>;
  readonly validation?: Validation;
  readonly checkpoint?: {
    /** Steps between two. One more is saved when `signal` stops the training. */
    readonly every: number;
    readonly save: (checkpoint: Uint8Array) => void | Promise<void>;
  };
  /** Its reason is thrown, between two steps. */
  readonly signal?: AbortSignal;
  readonly onProgress?: (progress: Progress) => void;
}

interface Validation {
  /** Steps between two. */
  readonly every: number;
  /** Of the training's batch size; their losses count alike. */
  readonly batches: readonly Batch[];
  /** Validations without a better loss after which training stops; never, unless told. */
  readonly patience?: number;
  /** Which parameters are returned: those of the best validation, unless it only watches. */
  readonly returns?: "best" | "last";
}

export interface Progress {
  /** Steps taken. */
  readonly step: number;
  readonly learningRate: number;
  readonly metrics: Metrics;
  /** The mean loss of a validation just made. */
  readonly validationLoss: number | undefined;
}

export interface Trained {
  /** Of the best validation, where validations choose; else the last. */
  readonly weights: Weights;
  readonly steps: number;
  readonly bestLoss: number | undefined;
}

/** The best parameters so far, and how many validations ago they were. */
interface Best {
  readonly loss: number;
  readonly age: number;
  readonly weights: Weights;
}

/** Trains to the last step, or until validation stops getting better. */
export async function train<Specs extends InputSpecs>(
  options: TrainOptions<Specs>,
): Promise<Trained> {
  const training = await openTraining(options);
  try {
    return await run(training, options);
  } finally {
    await training.close();
  }
}

async function run(training: Training, options: TrainOptions): Promise<Trained> {
  const { steps, validation, checkpoint, signal, onProgress } = options;
  const patience = validation?.patience ?? Number.POSITIVE_INFINITY;
  const batches = prefetched(options, training.steps);
  let best = resumedBest(training);
  const save = async () => checkpoint?.save(training.checkpoint(beside(best)));
  while (training.steps < steps && (best?.age ?? 0) < patience) {
    await eventsHandled();
    if (signal?.aborted) await save();
    signal?.throwIfAborted();
    const taken = await stepOn(training, options, batches);
    const validationLoss = await validate(training, validation);
    if (validationLoss !== undefined && validation?.returns !== "last") {
      best = better(best, validationLoss, training);
    }
    taken.push({ ...(taken.pop() as Progress), validationLoss });
    for (const progress of taken) onProgress?.(progress);
    if (training.steps % (checkpoint?.every ?? Number.POSITIVE_INFINITY) === 0) await save();
  }
  const weights = best?.weights ?? training.weights();
  return { weights, steps: training.steps, bestLoss: best?.loss };
}

/** As many steps as one run takes, but no further than the next validation, checkpoint or the end. */
async function stepOn(
  training: Training,
  options: TrainOptions,
  batches: () => Promise<Batch>,
): Promise<Progress[]> {
  const before = training.steps;
  const until = (every = Number.POSITIVE_INFINITY) => every - (before % every);
  const pauses = [until(options.validation?.every), until(options.checkpoint?.every)];
  const count = Math.min(stepsPerRun(options), options.steps - before, ...pauses);
  const rates = Array.from({ length: count }, (_, at) => options.learningRate(before + at));
  const given: Batch[] = [];
  for (let at = 0; at < count; at++) given.push(await batches());
  const taken = await training.run(given, rates);
  return taken.map((metrics, at) => {
    const learningRate = rates[at] as number;
    return { step: before + at + 1, learningRate, metrics, validationLoss: undefined };
  });
}

/** Batches from `first` on, each asked for when the one before it is handed out. */
function prefetched({ batchAt, steps }: TrainOptions, first: number): () => Promise<Batch> {
  let at = first;
  const ask = async () => batchAt(at++);
  let next = ask();
  return () => {
    const batch = next;
    if (at < steps) next = ask();
    // A failure is reported to who takes this batch, or to nobody if training has failed before.
    next.catch(() => {});
    return batch;
  };
}

async function validate(
  training: Training,
  validation: Validation | undefined,
): Promise<number | undefined> {
  if (validation === undefined || training.steps % validation.every !== 0) return undefined;
  let total = 0;
  for (const batch of validation.batches) total += (await training.evaluate(batch)).loss as number;
  return total / validation.batches.length;
}

function better(best: Best | undefined, loss: number, training: Training): Best {
  if (best !== undefined && !(loss < best.loss)) return { ...best, age: best.age + 1 };
  return { loss, age: 0, weights: training.weights() };
}

const beside = (best: Best | undefined) =>
  best && {
    tensors: best.weights,
    metadata: { bestLoss: String(best.loss), bestAge: String(best.age) },
  };

function resumedBest({ resumed }: Training): Best | undefined {
  const { bestLoss, bestAge } = resumed?.metadata ?? {};
  if (resumed === undefined || bestLoss === undefined) return undefined;
  const kept = [...resumed.tensors].filter(([name]) => name.startsWith(besideState));
  const weights = kept.map(([name, weight]) => [name.slice(besideState.length), weight] as const);
  return { loss: Number(bestLoss), age: Number(bestAge), weights: new Map(weights) };
}
