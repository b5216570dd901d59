import { describe, expect, test } from "vitest";
import { averaged, ema } from "#lib/engine/averaging.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { log, mul, sqrt, sub } from "#lib/engine/operations.ts";
import { adamW, sgd } from "#lib/engine/optimizers.ts";
import { expand, reduceMean, reduceSum, reshape } from "#lib/engine/shape-operations.ts";
import type { Training, TrainingOptions } from "#lib/engine/training.ts";
import { openTraining } from "#lib/engine/training.ts";
import { zeros } from "#lib/layers/initializers.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import {
  batchAt,
  batchSize,
  inputs,
  loss,
  lossWithoutDropout,
  network,
} from "#test/support/engine/regression.ts";

const options: TrainingOptions<typeof inputs> = {
  ...{ loss, inputs, batchSize, seed: 1, threads: 1 },
  ...{ optimizer: averaged(adamW(), ema(0.99)), clipNorm: 1 },
};

async function stepsOf(training: Training, from: number, to: number) {
  const losses: number[] = [];
  for (let step = from; step < to; step++) {
    losses.push((await training.step(batchAt(step), 0.01)).loss as number);
  }
  return losses;
}

const bitsOf = (weights: Weights) =>
  [...weights].map(([name, { data }]) => [name, Buffer.from(data.buffer).toString("hex")]);

describe("training", () => {
  test("learns, and its exported file forecasts as it does", async () => {
    const training = await openTraining(options);
    const losses = await stepsOf(training, 0, 300);
    expect(losses.at(-1)).toBeLessThan(0.25 * (losses[0] as number));
    const file = exportModel({
      network: (scope, { x }) => ({ forecast: network(scope, x as Node) }),
      inputs: { x: inputs.x },
      weights: training.weights(),
    });
    await training.close();
    const model = await openModel(file, { threads: 1 });
    const { forecast } = await model.run({ x: Float32Array.of(1, 0, 0, 0, 1, 0) });
    await model.close();
    expect(forecast).toHaveLength(6);
    expect((forecast as Float32Array)[1]).toBeCloseTo(2, 0);
    expect((forecast as Float32Array)[4]).toBeCloseTo(-1, 0);
  });

  test.each([1, 2])(
    "repeats itself to the bit from one seed, dropout and all, on %i threads",
    async (threads) => {
      const runs = [
        await openTraining({ ...options, threads }),
        await openTraining({ ...options, threads }),
      ];
      const [first, second] = await Promise.all(runs.map((training) => stepsOf(training, 0, 10)));
      expect(first).toEqual(second);
      const [one, other] = runs.map((training) => bitsOf(training.weights()));
      expect(one).toEqual(other);
      for (const training of runs) await training.close();
    },
  );

  test("resumed from a checkpoint goes on as if it had never stopped, to the bit", async () => {
    const whole = await openTraining(options);
    await stepsOf(whole, 0, 7);
    const resume = whole.checkpoint();
    const after = await stepsOf(whole, 7, 20);
    const resumed = await openTraining({ ...options, resume });
    expect(resumed.steps).toBe(7);
    expect(await stepsOf(resumed, 7, 20)).toEqual(after);
    expect(bitsOf(resumed.weights())).toEqual(bitsOf(whole.weights()));
    await whole.close();
    await resumed.close();
  });

  test("in parts moves the parameters as the whole batch does", async () => {
    const plain = { ...options, loss: lossWithoutDropout, optimizer: sgd({ momentum: 0.9 }) };
    const whole = await openTraining(plain);
    const parts = await openTraining({ ...plain, parts: 4 });
    const losses = await stepsOf(whole, 0, 5);
    for (const [step, value] of (await stepsOf(parts, 0, 5)).entries()) {
      expect(value).toBeCloseTo(losses[step] as number, 5);
    }
    expect((await parts.evaluate(batchAt(9))).loss).toBeCloseTo(
      (await whole.evaluate(batchAt(9))).loss as number,
      5,
    );
    await whole.close();
    await parts.close();
  });

  test("moves only the parameters that are trainable", async () => {
    const training = await openTraining({
      ...options,
      trainable: (name) => name.startsWith("out."),
    });
    const before = training.weights();
    await stepsOf(training, 0, 3);
    const after = training.weights();
    await training.close();
    const moved = [...after].filter(([name, { data }]) => {
      return data.some((value, at) => value !== before.get(name)?.data[at]);
    });
    expect(moved.map(([name]) => name)).toEqual(["out.weight", "out.bias"]);
  });
});

describe("training that goes wrong", () => {
  const scalarInput = { x: { dtype: "float32", shape: ["batch"] } } as const;
  const small = { inputs: scalarInput, batchSize: 2, seed: 1, threads: 1, optimizer: sgd() };

  test("names an operation of the gradient where only that is not finite", async () => {
    const training = await openTraining({
      ...small,
      loss: (scope, { x }) => ({ loss: reduceMean(mul(x, sqrt(scope.tensor("w", [], zeros)))) }),
    });
    await expect(training.step({ x: Float32Array.of(3, 1) }, 1)).rejects.toThrow(
      /loss 0 and gradient norm Infinity, first in Div of \[\] within 1 … 1 and \[\] within 0 … 0/,
    );
    await training.close();
  });

  test("names the first operation whose value is not finite, and keeps the state before it", async () => {
    const training = await openTraining({
      ...small,
      loss: (scope, { x }) => ({
        loss: reduceMean(mul(log(sub(x, 1)), scope.tensor("w", [], zeros))),
      }),
    });
    await expect(training.step({ x: Float32Array.of(3, 0.5) }, 1)).rejects.toThrow(
      /Step 1 gave loss NaN .* first in Log of \[2\] within -0.5 … 2/,
    );
    expect(training.weights().get("w")?.data[0]).toBe(0);
    await training.close();
  });

  test.each([
    ["single steps", 1],
    ["steps in a Loop", 8],
  ])("where memory does not suffice, %s work batches off in parts and say so", async (_name, k) => {
    const said: string[] = [];
    const training = await openTraining({
      ...small,
      ...{ batchSize: 8, stepsPerRun: k },
      say: (sentence) => said.push(sentence),
      loss: (scope, { x }) => {
        // 2⁴⁸ bytes: more than a process can address, whatever the machine promises it.
        const wide = (x.shape[0] as number) > 2 ? [2 ** 23, 2 ** 23] : [1, 1];
        const w = scope.tensor("w", [1, 1], zeros);
        const huge = expand(mul(w, reshape(reduceSum(x), [1, 1])), wide);
        return { loss: reduceMean(mul(huge, huge)) };
      },
    });
    const { loss: found } = await training.step({ x: new Float32Array(8).fill(1) }, 0.1);
    expect(found).toBe(0);
    expect(said).toEqual([
      "Memory does not suffice; each batch is now worked off in 2 parts.",
      "Memory does not suffice; each batch is now worked off in 4 parts.",
    ]);
    await training.close();
  });

  test("refuses a checkpoint of another network, naming what differs", async () => {
    const training = await openTraining(options);
    const resume = training.checkpoint();
    await training.close();
    const other = { ...options, optimizer: sgd(), resume };
    await expect(openTraining(other)).rejects.toThrow("in.weight@m is unknown here");
  });

  test("refuses a checkpoint that was cut short or has one bit flipped, wherever it is", async () => {
    const training = await openTraining(options);
    const whole = training.checkpoint();
    await training.close();
    for (const length of [0, 7, 100, whole.length - 1]) {
      const resume = whole.slice(0, length);
      await expect(openTraining({ ...options, resume })).rejects.toThrow("The tensor file");
    }
    for (let at = 0; at < whole.length; at += at < 2000 ? 1 : 997) {
      const resume = whole.slice();
      resume[at] = (resume[at] as number) ^ 4;
      await expect(openTraining({ ...options, resume })).rejects.toThrow("The tensor file");
    }
  });
});
