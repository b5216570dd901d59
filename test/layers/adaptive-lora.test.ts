import { expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import type { InputNodes } from "#lib/engine/graph-inputs.ts";
import { add, mul, relu } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import type { Adapter, Scope } from "#lib/engine/scope.ts";
import { openTraining } from "#lib/engine/training.ts";
import { adaptiveLora, keepImportant, orthogonality } from "#lib/layers/adaptive-lora.ts";
import { linear } from "#lib/layers/layers.ts";
import type { LoraOptions } from "#lib/layers/lora.ts";
import { isLora, mergeLora } from "#lib/layers/lora.ts";
import { maskedPinball } from "#lib/layers/losses.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { batchAt, batchSize, inputs } from "#test/support/engine/regression.ts";

const lora: LoraOptions = { rank: 3, alpha: 3, targets: (path) => path !== "out." };

/** Two layers side by side; the loss hardly hears the second. */
function network(scope: Scope, { x }: Pick<InputNodes<typeof inputs>, "x">) {
  const loud = relu(linear(scope.in("loud"), x, 8));
  const faint = mul(relu(linear(scope.in("faint"), x, 8)), 1e-3);
  return { y: linear(scope.in("out"), add(loud, faint), 1) };
}

const loss = (scope: Scope, given: InputNodes<typeof inputs>) => {
  const forecast = network(scope, given).y;
  const pinball = maskedPinball(forecast, given.y, given.mask, [0.5]);
  return { loss: add(pinball, mul(orthogonality(scope), 0.1)), pinball };
};

const options = { loss, inputs, batchSize, seed: 1, threads: 1, optimizer: adamW() };

async function trained(steps: number, weights?: Weights) {
  const training = await openTraining({
    ...{ ...options, ...(weights && { weights }) },
    ...{ adapters: [adaptiveLora(lora, weights)], trainable: isLora },
  });
  for (let step = 0; step < steps; step++) await training.step(batchAt(step), 0.02);
  const found = { weights: training.weights(), metrics: await training.evaluate(batchAt(99)) };
  await training.close();
  return found;
}

async function answer(weights: Weights, adapters: readonly Adapter[]): Promise<Float32Array> {
  const file = exportModel({ network, inputs: { x: inputs.x }, weights, adapters });
  const model = await openModel(file, { threads: 1 });
  const { y } = await model.run({ x: batchAt(7).x as Float32Array });
  await model.close();
  return y as Float32Array;
}

test("AdaLoRA begins as the network is, learns, and stays near orthogonal", async () => {
  const [before, after] = [await trained(0), await trained(100)];
  const plain = new Map([...before.weights].filter(([name]) => !isLora(name)));
  expect(await answer(before.weights, [adaptiveLora(lora)])).toEqual(await answer(plain, []));
  expect(after.metrics.pinball).toBeLessThan((before.metrics.pinball as number) / 1.5);
  const penalty = ({ metrics }: typeof after) =>
    10 * ((metrics.loss as number) - (metrics.pinball as number));
  expect(penalty(after)).toBeLessThan(penalty(before) / 2);
});

test("the budget goes to the layer that matters, and the other is adapted no more", async () => {
  const { weights } = await trained(100);
  const asked = { ...options, weights, adapters: [adaptiveLora(lora)], batches: [batchAt(50)] };
  const kept = await keepImportant(asked, 2);
  expect([...kept.keys()].filter(isLora)).toEqual([
    ...["loud.lora.down", "loud.lora.up", "loud.lora.scale"],
  ]);
  expect(kept.get("loud.lora.down")?.shape).toEqual([2, 3]);
  expect(kept.get("loud.lora.up")?.shape).toEqual([8, 2]);
  const [reduced, further] = [await trained(0, kept), await trained(60, kept)];
  expect(further.metrics.loss).toBeLessThan(reduced.metrics.loss as number);
});

test("a budget for all changes nothing, and merging says the same in plain weights", async () => {
  const { weights } = await trained(40);
  const adapters = [adaptiveLora(lora)];
  const kept = await keepImportant({ ...options, weights, adapters, batches: [batchAt(50)] }, 6);
  const said = await answer(weights, adapters);
  expect(await answer(kept, [adaptiveLora(lora, kept)])).toEqual(said);
  const merged = await answer(mergeLora(kept, lora), []);
  for (const [at, value] of said.entries()) expect(merged[at]).toBeCloseTo(value, 4);
});
