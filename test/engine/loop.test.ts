import { describe, expect, test } from "vitest";
import { averaged, ema } from "#lib/engine/averaging.ts";
import { leaf } from "#lib/engine/graph.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { gemm, log, mul, sub, tanh } from "#lib/engine/operations.ts";
import { adamW, sgd } from "#lib/engine/optimizers.ts";
import { reduceMean, sumTo } from "#lib/engine/shape-operations.ts";
import { toOnnx } from "#lib/engine/to-onnx.ts";
import type { TrainingOptions } from "#lib/engine/training.ts";
import { openTraining } from "#lib/engine/training.ts";
import { ones, zeros } from "#lib/layers/initializers.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import {
  batchAt,
  batchSize,
  inputs,
  loss,
  lossWithoutDropout,
} from "#test/support/engine/regression.ts";

const options: TrainingOptions<typeof inputs> = {
  ...{ loss, inputs, batchSize, seed: 1, threads: 1 },
  ...{ optimizer: averaged(adamW(), ema(0.99)), clipNorm: 1 },
};
const rates = [0.01, 0.02, 0.005, 0.01, 0.03, 0.01, 0.02, 0.01];
const batches = rates.map((_, step) => batchAt(step));

const bitsOf = (weights: Weights) =>
  [...weights].map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("hex")]);

async function trained(options: TrainingOptions<typeof inputs>, runs: readonly number[]) {
  const training = await openTraining(options);
  const metrics: unknown[] = [];
  let at = 0;
  for (const length of runs) {
    const [some, ofSome] = [batches.slice(at, at + length), rates.slice(at, at + length)];
    metrics.push(...(await training.run(some, ofSome)));
    at += length;
  }
  const found = { metrics, weights: training.weights(), checkpoint: training.checkpoint() };
  await training.close();
  return found;
}

describe("steps in a Loop", () => {
  const looped = { ...options, stepsPerRun: 8 };

  test.each([
    ["of the whole batch", options],
    ["with momentum", { ...options, optimizer: sgd({ momentum: 0.9 }) }],
    ["of few parameters", { ...options, trainable: (name: string) => name.startsWith("out.") }],
  ] as const)("%s give the bits of single steps, dropout and all", async (_name, options) => {
    const single = await trained(options, [1, 1, 1, 1, 1, 1, 1, 1]);
    const many = await trained({ ...options, stepsPerRun: 8 }, [3, 5]);
    expect(many.metrics).toEqual(single.metrics);
    expect(bitsOf(many.weights)).toEqual(bitsOf(single.weights));
    expect(Buffer.from(many.checkpoint)).toEqual(Buffer.from(single.checkpoint));
  });

  test("resume from a checkpoint of single steps, to the bit", async () => {
    const { checkpoint } = await trained(options, [3]);
    const whole = await trained(looped, [8]);
    const training = await openTraining({ ...looped, resume: checkpoint });
    await training.run(batches.slice(3), rates.slice(3));
    expect(bitsOf(training.weights())).toEqual(bitsOf(whole.weights));
    await training.close();
  });

  test("on CUDA land near the CPU's parameters", async (context) => {
    const said: string[] = [];
    const say = (sentence: string) => said.push(sentence);
    const plain = { ...looped, loss: lossWithoutDropout };
    const there = await trained({ ...plain, device: "cuda", say }, [8]);
    context.skip(said.length > 0, said[0]);
    const here = await trained(plain, [8]);
    for (const [name, { data }] of here.weights) {
      const other = there.weights.get(name)?.data as Float32Array;
      for (const [at, value] of data.entries()) expect(other[at]).toBeCloseTo(value, 4);
    }
  });

  test("stop at one that is not finite, with the state before it and its number", async () => {
    const training = await openTraining({
      inputs: { x: { dtype: "float32", shape: ["batch"] } },
      ...{ batchSize: 1, seed: 1, threads: 1, optimizer: sgd(), stepsPerRun: 8 },
      loss: (scope, { x }) => ({
        loss: reduceMean(mul(log(sub(x, 1)), scope.tensor("w", [], zeros))),
      }),
    });
    const xs = [3, 2, 0.5, 4].map((x): Batch => ({ x: Float32Array.of(x) }));
    await expect(training.run(xs, [1, 1, 1, 1])).rejects.toThrow(
      /Step 3 gave loss NaN .* first in Log of \[1\] within -0.5 … -0.5/,
    );
    expect(training.steps).toBe(2);
    expect(training.weights().get("w")?.data[0]).toBeCloseTo(-Math.log(2), 6);
    await training.close();
  });
});

describe("mixed precision", () => {
  const mixed: TrainingOptions<typeof inputs> = {
    ...{ ...options, loss: lossWithoutDropout, optimizer: sgd(), precision: "mixed" },
  };

  test("on the CPU, which computes it in float32, leaves the bits what they are", async () => {
    const exact = await trained({ ...mixed, precision: "float32" }, [8]);
    const short = await trained(mixed, [8]);
    expect(bitsOf(short.weights)).toEqual(bitsOf(exact.weights));
    expect(short.metrics.at(-1)).toMatchObject({ lossScale: 2 ** 16 });
  });

  test("halves the loss scale where a gradient overflows, moves nothing, and goes on", async () => {
    const training = await openTraining({
      inputs: { x: { dtype: "float32", shape: ["batch"] } },
      ...{ batchSize: 1, seed: 1, threads: 1, optimizer: sgd(), precision: "mixed" as const },
      // On its way back 2·10³⁴ times the loss scale is more than a float32 holds until that is 2¹⁴.
      loss: (scope, { x }) => {
        const faint = mul(mul(scope.tensor("w", [], ones), x), 1e-30);
        return { loss: reduceMean(mul(faint, 2e34)) };
      },
    });
    const batches = [3, 3, 1, 2].map((x): Batch => ({ x: Float32Array.of(x) }));
    const taken = await training.run(batches, [1, 1, 1e-5, 1e-5]);
    expect(taken.map(({ lossScale }) => lossScale)).toEqual([2 ** 16, 2 ** 15, 2 ** 14, 2 ** 14]);
    expect(taken.map(({ gradientNorm }) => gradientNorm)).toEqual([
      ...[Infinity, Infinity, expect.closeTo(20_000, 1), expect.closeTo(40_000, 1)],
    ]);
    expect(training.weights().get("w")?.data[0]).toBeCloseTo(1 - 0.2 - 0.4, 5);
    await training.close();
  });

  test("computes matrix products in half precision, and sums in float32", () => {
    const x = leaf("input", "x", [4, 3], "float32");
    const w = leaf("parameter", "w", [2, 3], "float32");
    const z = gemm(x, w, { transB: true });
    const half = { half: true };
    const { nodes } = toOnnx({ z, sums: sumTo(z, [2]), z2: tanh(z) }, { x, w }, undefined, half);
    expect(nodes.map(({ opType, inputs, outputs }) => `${outputs} = ${opType} ${inputs}`)).toEqual([
      "Cast_0_out = Cast x",
      "Cast_1_out = Cast w",
      "Gemm_2_out = Gemm Cast_0_out,Cast_1_out",
      "z = Cast Gemm_2_out",
      "v6 = Gemm float32[1,4]=1,1,1,1,z",
      expect.stringMatching(/^sums = Reshape/),
      "z2 = Tanh z",
    ]);
  });

  test("runs on CUDA and lands near the CPU's parameters", async (context) => {
    const said: string[] = [];
    const say = (sentence: string) => said.push(sentence);
    const there = await trained({ ...mixed, device: "cuda", say }, [8]);
    context.skip(said.length > 0, said[0]);
    const here = await trained({ ...mixed, precision: "float32" }, [8]);
    for (const [name, { data }] of here.weights) {
      const other = there.weights.get(name)?.data as Float32Array;
      for (const [at, value] of data.entries()) expect(other[at]).toBeCloseTo(value, 2);
    }
  });
});
