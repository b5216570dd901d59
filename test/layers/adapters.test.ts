import { expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { mul } from "#lib/engine/operations.ts";
import { sgd } from "#lib/engine/optimizers.ts";
import type { Adapter, Scope } from "#lib/engine/scope.ts";
import { reduceMean } from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { bottleneck, isBottleneck } from "#lib/layers/bottleneck.ts";
import type { LoraOptions } from "#lib/layers/lora.ts";
import { isLora, lora, mergeLora } from "#lib/layers/lora.ts";
import { isPrefix, prefix } from "#lib/layers/prefix.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { batchAt, batchSize, inputs, loss, network } from "#test/support/engine/regression.ts";

const options: LoraOptions = {
  ...{ rank: 2, alpha: 6, targets: (path) => path.startsWith("mixer.") },
};

async function forecast(weights: Weights, adapter?: Adapter): Promise<Float32Array> {
  const file = exportModel({
    network: (scope, { x }) => ({ y: network(scope, x as Node) }),
    ...{ inputs: { x: inputs.x }, weights, adapters: adapter && [adapter] },
  });
  const model = await openModel(file, { threads: 1 });
  const { y } = await model.run({ x: batchAt(7).x as Float32Array });
  await model.close();
  return y as Float32Array;
}

const farthest = (a: Float32Array, b: Float32Array) =>
  Math.max(...a.map((value, at) => Math.abs(value - (b[at] as number))));

/** Trains what the adapter adds to a fresh network for 20 steps. */
async function adaptedBy(adapter: Adapter, isAdded: (name: string) => boolean) {
  const training = await openTraining({
    ...{ loss, inputs, batchSize, seed: 1, threads: 1, optimizer: sgd() },
    ...{ adapters: [adapter], trainable: isAdded },
  });
  const before = training.weights();
  for (let step = 0; step < 20; step++) await training.step(batchAt(step), 0.3);
  const after = training.weights();
  await training.close();
  return { before, after, plain: new Map([...before].filter(([name]) => !isAdded(name))) };
}

test.each<readonly [string, Adapter, (name: string) => boolean]>([
  ["LoRA", lora(options), isLora],
  ["a bottleneck", bottleneck(3, options.targets), isBottleneck],
])("%s begins as the network is, then moves only what it adds", async (_name, adapter, isAdded) => {
  const { before, after, plain } = await adaptedBy(adapter, isAdded);
  expect(plain.size).toBeLessThan(before.size);
  const unchanged = await forecast(plain);
  expect(await forecast(before, adapter)).toEqual(unchanged);
  for (const [name, { data }] of plain) expect(after.get(name)?.data).toEqual(data);
  expect(farthest(await forecast(after, adapter), unchanged)).toBeGreaterThan(0.05);
});

test("LoRA merges into plain weights that say the same", async () => {
  const { after, plain } = await adaptedBy(lora(options), isLora);
  const merged = mergeLora(after, options);
  expect([...merged.keys()]).toEqual([...plain.keys()]);
  const adapted = await forecast(after, lora(options));
  expect(farthest(adapted, await forecast(merged))).toBeLessThan(1e-5);
});

test("prefixes alone are trained, and exported for any number of rows", async () => {
  const x = { dtype: "float32", shape: ["batch", 3, 4] } as const;
  const attend = (scope: Scope, { x }: { readonly x: Node }) => ({
    y: multiHeadAttention(scope.in("attention"), x, { heads: 2 }),
  });
  const adapters = [prefix(2)];
  const training = await openTraining({
    ...{ inputs: { x }, batchSize: 2, seed: 1, threads: 1, optimizer: sgd(), adapters },
    trainable: isPrefix,
    loss: (scope, inputs) => {
      const { y } = attend(scope, inputs);
      return { loss: reduceMean(mul(y, y)) };
    },
  });
  const two = Float32Array.from({ length: 24 }, (_, at) => Math.sin(at));
  const before = training.weights();
  for (let step = 0; step < 5; step++) await training.step({ x: two }, 0.5);
  const weights = training.weights();
  await training.close();
  const moved = [...weights].filter(
    ([name, { data }]) => farthest(data, before.get(name)?.data as Float32Array) > 0,
  );
  expect(moved.map(([name]) => name)).toEqual(["attention.prefix.keys", "attention.prefix.values"]);
  const file = exportModel({ network: attend, inputs: { x }, weights, adapters });
  const model = await openModel(file, { threads: 1 });
  const [both, second] = [await model.run({ x: two }), await model.run({ x: two.slice(12) })];
  await model.close();
  expect(farthest(both.y?.slice(12) as Float32Array, second.y as Float32Array)).toBeLessThan(1e-6);
});
