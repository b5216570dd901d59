import { seededRandom } from "#lib/domain/random.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { Batch, InputNodes } from "#lib/engine/graph-inputs.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import type { Scope } from "#lib/engine/scope.ts";
import type { Trained } from "#lib/engine/train.ts";
import { train } from "#lib/engine/train.ts";
import { linear, residualMlp } from "#lib/layers/layers.ts";
import { maskedPinball } from "#lib/layers/losses.ts";

/** A small quantile regression of y = 2a − b + c²/2 + noise, for tests that train something. */
export const inputs = {
  x: { dtype: "float32", shape: ["batch", 3] },
  y: { dtype: "float32", shape: ["batch"] },
  mask: { dtype: "float32", shape: ["batch"] },
} as const;

export const batchSize = 64;
const levels = [0.1, 0.5, 0.9];

/** [batch, 3] gives [batch, levels]. */
export function network(scope: Scope, x: Node, dropout = 0.1): Node {
  const wide = linear(scope.in("in"), x, 16);
  const hidden = residualMlp(scope.in("mixer"), wide, { hidden: 32, dropout });
  return linear(scope.in("out"), hidden, levels.length);
}

export const loss = (scope: Scope, { x, y, mask }: InputNodes<typeof inputs>) => ({
  loss: maskedPinball(network(scope, x), y, mask, levels),
});

export const lossWithoutDropout = (scope: Scope, { x, y, mask }: InputNodes<typeof inputs>) => ({
  loss: maskedPinball(network(scope, x, 0), y, mask, levels),
});

export function batchAt(step: number): Batch {
  const random = seededRandom(step, "regression");
  const x = Float32Array.from({ length: batchSize * 3 }, () => random.normal());
  const y = new Float32Array(batchSize);
  for (let row = 0; row < batchSize; row++) {
    const [a = 0, b = 0, c = 0] = x.subarray(row * 3, row * 3 + 3);
    y[row] = 2 * a - b + 0.5 * c * c + 0.1 * random.normal();
  }
  return { x, y, mask: new Float32Array(batchSize).fill(1) };
}

export const trainSteps = (steps: number): Promise<Trained> =>
  train({
    ...{ loss, inputs, batchSize, seed: 1, threads: 1, optimizer: adamW(), steps, batchAt },
    learningRate: () => 0.01,
  });
