import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Batch, InputNodes } from "#lib/engine/graph-inputs.ts";
import { mul, sub } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reduceMean } from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { linear, residualMlp } from "#lib/layers/layers.ts";
import { headsOf, neuronsOf, prune, widthsOf } from "#lib/layers/pruning.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";

const [steps, width, heads, hidden, batchSize] = [4, 8, 4, 12, 16];
const x = { dtype: "float32", shape: ["batch", steps, width] } as const;
const inputs = { x, y: { dtype: "float32", shape: ["batch", steps, 1] } } as const;

function network(scope: Scope, { x }: Pick<InputNodes<typeof inputs>, "x">) {
  const attended = multiHeadAttention(scope.in("attention"), x, { heads });
  return { y: linear(scope.in("out"), residualMlp(scope.in("mlp"), attended, { hidden }), 1) };
}

function loss(scope: Scope, given: InputNodes<typeof inputs>) {
  const error = sub(network(scope, given).y, given.y);
  return { loss: reduceMean(mul(error, error)) };
}

function batchAt(step: number): Batch & { readonly x: Float32Array } {
  const random = seededRandom(step, "pruning");
  const x = Float32Array.from({ length: batchSize * steps * width }, () => random.normal());
  const y = Float32Array.from({ length: batchSize * steps }, (_, row) => {
    const [a = 0, b = 0] = x.subarray(row * width);
    return Math.tanh(a) + 0.3 * b;
  });
  return { x, y };
}

const options = { loss, inputs, batchSize, seed: 1, threads: 1, optimizer: adamW() };

async function trained(from: number, to: number, weights?: Weights) {
  const adapters = weights && [widthsOf(weights)];
  const training = await openTraining({ ...options, adapters, ...(weights && { weights }) });
  for (let step = from; step < to; step++) await training.step(batchAt(step), 0.01);
  const result = { weights: training.weights(), loss: await training.evaluate(batchAt(1000)) };
  await training.close();
  return { weights: result.weights, loss: result.loss.loss as number };
}

async function answer(weights: Weights): Promise<Float32Array> {
  const file = exportModel({
    network,
    ...{ inputs: { x }, weights, adapters: [widthsOf(weights)] },
  });
  const model = await openModel(file, { threads: 1 });
  const { y } = await model.run({ x: batchAt(7).x });
  await model.close();
  return y as Float32Array;
}

/** The weight with the columns that read some units set to 0. */
function deaf({ shape, data }: Weight, isRead: (column: number) => boolean): Weight {
  const width = shape[1] as number;
  return { shape, data: data.map((value, at) => (isRead(at % width) ? value : 0)) };
}

const groups = [headsOf("attention.", width / heads), neuronsOf("mlp.up.", "mlp.down.")];
const batches = [batchAt(100), batchAt(101)];

describe("pruning", () => {
  test("takes out what nothing reads, and the network says what it said", async () => {
    const { weights } = await trained(0, 30);
    const lame = new Map(weights);
    const [out, down] = ["attention.out.weight", "mlp.down.weight"] as const;
    lame.set(
      out,
      deaf(weights.get(out) as Weight, (column) => [1, 2].includes(column >> 1)),
    );
    lame.set(
      down,
      deaf(weights.get(down) as Weight, (column) => column % 2 === 1),
    );
    const pruned = await prune({ ...options, weights: lame, batches }, groups, 0.5);
    expect(pruned.get("attention.query.weight")?.shape).toEqual([4, 8]);
    expect(pruned.get(out)?.shape).toEqual([8, 4]);
    expect(pruned.get("mlp.up.bias")?.shape).toEqual([6]);
    expect(pruned.get(down)?.shape).toEqual([8, 6]);
    const [before, after] = [await answer(lame), await answer(pruned)];
    for (const [at, value] of before.entries()) expect(after[at]).toBeCloseTo(value, 5);
  });

  test("of what is read costs accuracy, and training on wins most of it back", async () => {
    const whole = await trained(0, 200);
    const pruned = await prune({ ...options, weights: whole.weights, batches }, groups, 0.5);
    const damaged = await trained(0, 0, pruned);
    const healed = await trained(200, 400, pruned);
    expect(damaged.loss).toBeGreaterThan(whole.loss);
    expect(healed.loss - whole.loss).toBeLessThan((damaged.loss - whole.loss) / 2);
  });

  test("keeps the heads by whose strength the loss changes most", async () => {
    const { weights } = await trained(0, 200);
    const out = weights.get("attention.out.weight") as Weight;
    const lossWith = async (head: number, strength: number) => {
      const data = out.data.map((value, at) => ((at % width) >> 1 === head ? strength : 1) * value);
      const changed = new Map(weights).set("attention.out.weight", { ...out, data });
      return (await trained(0, 0, changed)).loss;
    };
    const slopes: number[] = [];
    for (let head = 0; head < heads; head++) {
      slopes.push(Math.abs((await lossWith(head, 1.05)) - (await lossWith(head, 0.95))));
    }
    const best = slopes.indexOf(Math.max(...slopes));
    const asked = { ...options, weights, batches: [batchAt(1000)] };
    const kept = await prune(asked, groups.slice(0, 1), 0.25);
    const query = weights.get("attention.query.weight")?.data as Float32Array;
    expect(kept.get("attention.query.weight")?.data).toEqual(
      query.slice(16 * best, 16 * best + 16),
    );
  });

  test("leaves one unit at least", async () => {
    const { weights } = await trained(0, 0);
    const pruned = await prune({ ...options, weights, batches }, groups, 0);
    expect(pruned.get("attention.value.weight")?.shape).toEqual([2, 8]);
    expect(pruned.get("mlp.down.weight")?.shape).toEqual([8, 1]);
    expect((await answer(pruned)).every(Number.isFinite)).toBe(true);
  });
});
