import { expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { InputNodes } from "#lib/engine/graph-inputs.ts";
import { linear, residualMlp } from "#lib/engine/layers.ts";
import { maskedPinball } from "#lib/engine/losses.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { openModel } from "#lib/engine/runtime.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { openTraining } from "#lib/engine/training.ts";

const inputs = {
  x: { dtype: "float32", shape: ["batch", 3] },
  y: { dtype: "float32", shape: ["batch"] },
  mask: { dtype: "float32", shape: ["batch"] },
} as const;
const levels = [0.1, 0.5, 0.9];

function network(scope: Scope, x: Node): Node {
  const hidden = residualMlp(scope.in("mixer"), linear(scope.in("in"), x, 16), {
    hidden: 32,
    dropout: 0.1,
  });
  return linear(scope.in("out"), hidden, levels.length);
}

const loss = (scope: Scope, { x, y, mask }: InputNodes<typeof inputs>) => ({
  loss: maskedPinball(network(scope, x), y, mask, levels),
});

const batchSize = 64;

function drawBatch(seed: number) {
  const random = seededRandom(seed);
  const x = Float32Array.from({ length: batchSize * 3 }, () => random.normal());
  const y = Float32Array.from({ length: batchSize }, (_, row) => {
    const [a, b, c] = x.subarray(row * 3, row * 3 + 3) as unknown as [number, number, number];
    return 2 * a - b + 0.5 * c * c + 0.1 * random.normal();
  });
  return { x, y, mask: new Float32Array(batchSize).fill(1) };
}

test("a network trained with AdamW learns, and its exported file forecasts as it does", async () => {
  const training = await openTraining({
    loss,
    inputs,
    batchSize,
    seed: 1,
    optimizer: adamW(),
    clipNorm: 1,
    threads: 1,
  });
  const losses: number[] = [];
  for (let step = 0; step < 300; step++) {
    losses.push((await training.step(drawBatch(step), 0.01)).loss as number);
  }
  expect(losses.at(-1)).toBeLessThan(0.25 * (losses[0] as number));
  const file = exportModel({
    network: (scope, { x }) => ({ forecast: network(scope, x as Node) }),
    inputs: { x: inputs.x },
    weights: training.weights(),
  });
  await training.close();
  const model = await openModel(file, { threads: 1 });
  const x = Float32Array.of(1, 0, 0, 0, 1, 0);
  const { forecast } = await model.run({ x });
  await model.close();
  expect(forecast).toHaveLength(6);
  expect((forecast as Float32Array)[1]).toBeCloseTo(2, 0);
  expect((forecast as Float32Array)[4]).toBeCloseTo(-1, 0);
});
