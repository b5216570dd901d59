import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { add, gelu, sigmoid } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { cosine } from "#lib/engine/schedules.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reshape, slice } from "#lib/engine/shape-operations.ts";
import { train } from "#lib/engine/train.ts";
import { linear } from "#lib/layers/layers.ts";
import { binaryCrossEntropy } from "#lib/layers/losses.ts";
import { type Model, openModel } from "#lib/tensors/runtime.ts";
import type { JudgedPairs } from "./judged-pairs.ts";
import { pairFeature, pairFeatures } from "./pair-features.ts";
import type { PairScorer } from "./pair-scorer.ts";
import type { SignalMix } from "./signal-mix.ts";

/** Beside the pair's features the network reads ln of the mix's score, the last. */
const width = pairFeatures + 1;
const hidden = 32;
const batchSize = 2048;
/** Passes over the pairs, as long as they are few. */
const passes = 20;
const mostSteps = 800;
const inputs = { x: { dtype: "float32", shape: ["batch", width] } } as const;
/** Added to the mix's score before the logarithm. */
const leastScore = 1e-4;

/**
 * What is learned of a pair: `calibrated` keeps the mix's order for each customer and says how likely
 * its scores are, `free` orders anew.
 */
export type Freedom = "calibrated" | "free";

/**
 * ln-odds of a purchase, x [n, width] → [n]:
 *
 *     calibrated:  a · ln s + f(customer)
 *     free:        a · x + f(x)                  f of two layers
 */
function logOdds(scope: Scope, x: Node, freedom: Freedom): Node {
  const isFree = freedom === "free";
  const read = isFree ? x : slice(x, 1, pairFeature.person, pairFeatures);
  const first = gelu(linear(scope.in("first"), read, hidden));
  const second = gelu(linear(scope.in("second"), first, hidden));
  const straight = isFree ? x : slice(x, 1, pairFeatures, width);
  const sum = add(linear(scope.in("last"), second, 1), linear(scope.in("direct"), straight, 1));
  return reshape(sum, [x.shape[0] as number]);
}

/** Probability that a customer buys an item, of every pair that `PairReader` finds. */
export class PurchaseNetwork implements PairScorer {
  readonly #model: Model;
  readonly #reading: Reading;

  private constructor(model: Model, reading: Reading) {
    this.#model = model;
    this.#reading = reading;
  }

  /** Trained by binary cross-entropy: what ranks by it ranks by probability, and that is calibrated. */
  static async train(
    pairs: Pick<JudgedPairs, "features" | "bought">,
    mix: SignalMix,
    freedom: Freedom,
    settings: { seed: number; threads: number; signal?: AbortSignal | undefined },
  ): Promise<PurchaseNetwork> {
    const { seed, threads, signal } = settings;
    const reading = await Reading.of(pairs.features, mix);
    const read = await reading.read(pairs.features);
    const steps = Math.min(mostSteps, Math.ceil((passes * pairs.bought.length) / batchSize));
    const { weights } = await train({
      ...{ seed, threads, ...(signal && { signal }) },
      inputs: { ...inputs, y: { dtype: "float32", shape: ["batch"] } },
      loss: (scope, { x, y }) => ({ loss: binaryCrossEntropy(logOdds(scope, x, freedom), y) }),
      batchSize,
      steps,
      optimizer: adamW({ weightDecay: 0.01 }),
      learningRate: cosine({ peak: 5e-3, steps, warmUp: 20 }),
      clipNorm: 1,
      batchAt: (step) => drawBatch(read, pairs.bought, seed, step),
    });
    const network = (scope: Scope, { x }: { readonly x: Node }) => ({
      p: sigmoid(logOdds(scope, x, freedom)),
    });
    const file = exportModel({ network, inputs, weights });
    return new PurchaseNetwork(await openModel(file, { threads }), reading);
  }

  /** @returns [pairs] */
  async score(features: Float32Array): Promise<Float32Array> {
    if (features.length === 0) return new Float32Array(0);
    const { p } = await this.#model.run({ x: await this.#reading.read(features) });
    return p as Float32Array;
  }

  close(): Promise<void> {
    return this.#model.close();
  }
}

function drawBatch(read: Float32Array, bought: Float32Array, seed: number, step: number) {
  const random = seededRandom(seed, `purchase/${step}`);
  const x = new Float32Array(batchSize * width);
  const y = new Float32Array(batchSize);
  for (let row = 0; row < batchSize; row++) {
    const pair = random.below(bought.length);
    x.set(read.subarray(pair * width, (pair + 1) * width), row * width);
    y[row] = bought[pair] as number;
  }
  return { x, y };
}

/** Makes of a pair's features what the network reads: with the mix's score, and of mean 0 and deviation 1. */
class Reading {
  readonly #mix: SignalMix;
  readonly #mean = new Float64Array(width);
  readonly #deviation = new Float64Array(width).fill(1);

  private constructor(mix: SignalMix) {
    this.#mix = mix;
  }

  static async of(features: Float32Array, mix: SignalMix): Promise<Reading> {
    const reading = new Reading(mix);
    reading.#measure(await reading.read(features));
    return reading;
  }

  /** @param features [pairs · pairFeatures] @returns [pairs · width] */
  async read(features: Float32Array): Promise<Float32Array> {
    const scores = await this.#mix.score(features);
    const read = new Float32Array(scores.length * width);
    for (const [pair, score] of scores.entries()) {
      const from = pair * pairFeatures;
      read.set(features.subarray(from, from + pairFeatures), pair * width);
      read[(pair + 1) * width - 1] = Math.log(score + leastScore);
    }
    for (const [at, value] of read.entries()) {
      const f = at % width;
      read[at] = (value - (this.#mean[f] as number)) / (this.#deviation[f] as number);
    }
    return read;
  }

  #measure(read: Float32Array): void {
    const pairs = Math.max(1, read.length / width);
    const squares = new Float64Array(width);
    for (const [at, value] of read.entries()) {
      const f = at % width;
      this.#mean[f] = (this.#mean[f] as number) + value / pairs;
      squares[f] = (squares[f] as number) + value ** 2 / pairs;
    }
    for (const [f, square] of squares.entries()) {
      const variance = square - (this.#mean[f] as number) ** 2;
      this.#deviation[f] = Math.max(1e-3, Math.sqrt(Math.max(0, variance)));
    }
  }
}
