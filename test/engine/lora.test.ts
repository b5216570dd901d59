import { expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node, Weights } from "#lib/engine/graph.ts";
import type { LoraOptions } from "#lib/engine/lora.ts";
import { isLora, lora, mergeLora } from "#lib/engine/lora.ts";
import { sgd } from "#lib/engine/optimizers.ts";
import { openModel } from "#lib/engine/runtime.ts";
import type { Adapter } from "#lib/engine/scope.ts";
import { openTraining } from "#lib/engine/training.ts";
import { batchAt, batchSize, inputs, loss, network } from "#test/support/engine/regression.ts";

const options: LoraOptions = {
  ...{ rank: 2, alpha: 6, targets: (path) => path.startsWith("mixer.") },
};

async function forecast(weights: Weights, adapter?: Adapter): Promise<Float32Array> {
  const file = exportModel({
    network: (scope, { x }) => ({ y: network(scope, x as Node) }),
    ...{ inputs: { x: inputs.x }, weights, ...(adapter && { adapter }) },
  });
  const model = await openModel(file, { threads: 1 });
  const { y } = await model.run({ x: batchAt(7).x as Float32Array });
  await model.close();
  return y as Float32Array;
}

const farthest = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] as number))));

test("LoRA begins as the network is, moves only what it adds, and merges into plain weights", async () => {
  const training = await openTraining({
    ...{ loss, inputs, batchSize, seed: 1, threads: 1, optimizer: sgd() },
    ...{ adapter: lora(options), trainable: isLora },
  });
  const before = training.weights();
  const plain = new Map([...before].filter(([name]) => !isLora(name)));
  expect(await forecast(before, lora(options))).toEqual(await forecast(plain));

  for (let step = 0; step < 20; step++) await training.step(batchAt(step), 0.3);
  const after = training.weights();
  await training.close();
  for (const [name, { data }] of plain) expect(after.get(name)?.data).toEqual(data);

  const adapted = await forecast(after, lora(options));
  expect(farthest(adapted, await forecast(plain))).toBeGreaterThan(0.05);
  const merged = mergeLora(after, options);
  expect([...merged.keys()]).toEqual([...plain.keys()]);
  expect(farthest(adapted, await forecast(merged))).toBeLessThan(1e-5);
});
