import { adamW } from "#lib/engine/optimizers.ts";
import { cosine } from "#lib/engine/schedules.ts";
import { train } from "#lib/engine/train.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import type { ItemTextVectors } from "./dense-text.ts";
import {
  type NextOrderSize,
  nextOrderLoss,
  stateInputs,
  targetInputs,
} from "./next-order-network.ts";
import { NextOrderSamples, stepRandom } from "./next-order-samples.ts";
import type { Purchases } from "./purchases.ts";
import { TrendTable } from "./trend-table.ts";

export interface NextOrderTraining {
  readonly purchases: Purchases;
  readonly intervals: Float64Array;
  readonly text: ItemTextVectors | undefined;
  readonly seed: number;
  readonly threads: number;
  readonly steps: number;
  readonly signal?: AbortSignal | undefined;
  /** Where to begin: what an earlier training came to. */
  readonly weights?: Weights;
  readonly onStep?: (step: number, loss: number) => void;
}

export interface NextOrderModel {
  readonly size: NextOrderSize;
  readonly weights: Weights;
}

/** Orders with something before them that it takes to learn from. */
const leastSamples = 500;
const batchSize = 128;
const mostCandidates = 1024;
const learningRate = 3e-3;

/** Undefined where there are too few orders to learn from, or no step is to be made. */
export async function trainNextOrder(
  training: NextOrderTraining,
): Promise<NextOrderModel | undefined> {
  const { purchases, intervals, text, seed, threads, steps, signal, onStep } = training;
  const size = { items: purchases.items, textWidth: text?.width ?? 0, ...plainSize };
  const samples = new NextOrderSamples(
    purchases,
    new TrendTable(purchases),
    intervals,
    mostCandidates,
  );
  if (samples.count < leastSamples || steps === 0) return undefined;
  const textWeights: Weights = new Map(
    text ? [["items.text", { shape: [purchases.items, text.width], data: text.values }]] : [],
  );
  const { weights } = await train({
    inputs: { ...stateInputs, ...targetInputs(samples.candidates) },
    loss: (scope, nodes) => nextOrderLoss(scope, nodes, size),
    batchSize,
    steps,
    optimizer: adamW({ weightDecay: 0.05 }),
    learningRate: cosine({ peak: learningRate, steps, warmUp: Math.ceil(steps / 20) }),
    clipNorm: 1,
    seed,
    threads,
    ...(signal && { signal }),
    weights: new Map([...(training.weights ?? []), ...textWeights]),
    trainable: (name) => name !== "items.text",
    batchAt: (step) => {
      const random = stepRandom(seed, step);
      const rows = Int32Array.from({ length: batchSize }, () => random.below(samples.count));
      return samples.batch(rows, random);
    },
    onProgress: ({ step, metrics }) => onStep?.(step, metrics.loss as number),
  });
  return { size, weights };
}

const plainSize = { width: 64, heads: 2, layers: 1, dropout: 0.2 } as const;
