import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import type { InputNodes } from "#lib/engine/graph-inputs.ts";
import { add, mul } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import type { Adapter, Scope } from "#lib/engine/scope.ts";
import { reduceMean, reshape } from "#lib/engine/shape-operations.ts";
import { openTraining } from "#lib/engine/training.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { residualMlp } from "#lib/layers/layers.ts";
import { packingOf } from "#lib/layers/packing.ts";
import { prefix } from "#lib/layers/prefix.ts";
import { openModel } from "#lib/tensors/runtime.ts";

const [steps, width] = [5, 4];
const inputs = {
  x: { dtype: "float32", shape: ["batch", steps, width] },
  mask: { dtype: "float32", shape: ["batch", steps] },
} as const;
type Nodes = InputNodes<typeof inputs>;

function packed(scope: Scope, { x, mask }: Nodes, dropout = 0.2): Node {
  const packing = packingOf(mask);
  const rows = packing.pack(x);
  const mixed = multiHeadAttention(scope.in("attention"), rows, { heads: 2, packing });
  return packing.unpack(residualMlp(scope.in("mlp"), mixed, { hidden: 8, dropout }));
}

/** The same with padding, whose places are set to 0 at the end. */
function padded(scope: Scope, { x, mask }: Nodes, dropout = 0.2): Node {
  const mixed = multiHeadAttention(scope.in("attention"), x, { heads: 2, mask });
  const whole = residualMlp(scope.in("mlp"), mixed, { hidden: 8, dropout });
  return mul(whole, reshape(mask, [...mask.shape, 1]));
}

function batchOf(lengths: readonly number[], seed = 1) {
  const random = seededRandom(seed);
  return {
    x: Float32Array.from({ length: lengths.length * steps * width }, () => random.normal()),
    mask: Float32Array.from({ length: lengths.length * steps }, (_, at) =>
      Number(at % steps < (lengths[Math.floor(at / steps)] as number)),
    ),
  };
}

const lossOf = (network: typeof packed) => (scope: Scope, nodes: Nodes) => {
  const y = network(scope, nodes);
  return { loss: reduceMean(mul(y, y)) };
};

const trainingOf = (network: typeof packed, stepsPerRun = 1, adapters: readonly Adapter[] = []) =>
  openTraining({
    ...{ inputs, batchSize: 3, seed: 1, threads: 1, optimizer: adamW(), stepsPerRun, adapters },
    loss: lossOf(network),
  });

const drawn = await trainingOf(packed);
const weights = drawn.weights();
await drawn.close();

const modelOf = (network: typeof packed) =>
  openModel(exportModel({ network: (s, n) => ({ y: network(s, n) }), inputs, weights }), {
    threads: 1,
  });

const [short, long] = [await modelOf(packed), await modelOf(padded)];

test("a file without padding says what one with padding does, for any lengths and batch", async () => {
  const someLengths = fc.array(fc.nat({ max: steps }), { minLength: 1, maxLength: 6 });
  await fc.assert(
    fc.asyncProperty(someLengths, fc.nat(), async (lengths, seed) => {
      fc.pre(Math.max(...lengths) > 0);
      const batch = batchOf(lengths, seed);
      const [{ y: a }, { y: b }] = [await short.run(batch), await long.run(batch)];
      for (const [at, value] of (b as Float32Array).entries()) {
        expect(a?.[at]).toBeCloseTo(value, 5);
      }
    }),
    { numRuns: 40 },
  );
});

test("a batch of nothing but padding is worked out as it stands, and harms no parameter", async () => {
  const nothing = batchOf([0, 0, 0]);
  const { y } = await short.run(nothing);
  const unmasked = await modelOf((scope, { x, mask }) =>
    padded(scope, { x, mask: add(mask, 1) }, 0),
  );
  const { y: whole } = await unmasked.run(nothing);
  for (const [at, value] of (whole as Float32Array).entries())
    expect(y?.[at]).toBeCloseTo(value, 2);
  const training = await trainingOf(packed);
  await training.step(nothing, 0.01);
  const moved = [...training.weights().values()].flatMap(({ data }) => [...data]);
  expect(moved.every(Number.isFinite)).toBe(true);
  await training.close();
});

describe("training without padding", () => {
  const rates = [0.01, 0.02, 0.01, 0.005];
  const batches = rates.map((_, step) => batchOf([step + 1, 5 - step, 2], step));
  const withoutDropout = (network: typeof packed) => (scope: Scope, nodes: Nodes) =>
    network(scope, nodes, 0);

  test.each([
    ["alone", []],
    ["with prefixes, which no padding hides", [prefix(2)]],
  ] as const)("moves parameters as with it, %s", async (_name, adapters) => {
    const [a, b] = [
      await trainingOf(withoutDropout(packed), 1, adapters),
      await trainingOf(withoutDropout(padded), 1, adapters),
    ];
    for (const [step, batch] of batches.entries()) {
      const rate = rates[step] as number;
      const [mine, other] = [await a.step(batch, rate), await b.step(batch, rate)];
      expect(mine.gradientNorm).toBeCloseTo(other.gradientNorm as number, 5);
      expect(mine.loss).toBeCloseTo(other.loss as number, 5);
    }
    await a.close();
    await b.close();
  });

  test("gives the same bits step by step and in a Loop, dropout and all", async () => {
    const [single, many] = [await trainingOf(packed), await trainingOf(packed, 4)];
    const metrics: unknown[] = [];
    for (const [step, batch] of batches.entries()) {
      metrics.push(await single.step(batch, rates[step] as number));
    }
    expect(await many.run(batches, rates)).toEqual(metrics);
    expect(Buffer.from(many.checkpoint())).toEqual(Buffer.from(single.checkpoint()));
    await single.close();
    await many.close();
  });
});
