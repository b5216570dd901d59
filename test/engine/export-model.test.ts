import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { inputNodes } from "#lib/engine/graph-inputs.ts";
import { add } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { initialWeights, openScope } from "#lib/engine/scope.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { layerNorm, linear, residualMlp } from "#lib/layers/layers.ts";
import { openModel, openSession } from "#lib/tensors/runtime.ts";

const inputs = {
  x: { dtype: "float32", shape: ["batch", 6, 64] },
  mask: { dtype: "float32", shape: ["batch", 6] },
} as const;

function network(scope: Scope, { x, mask }: Readonly<Record<string, Node>>) {
  const attended = multiHeadAttention(scope.in("attention"), x as Node, {
    ...{ heads: 4, mask: mask as Node, dropout: 0.5 },
  });
  const mixed = residualMlp(scope.in("mlp"), add(x as Node, attended), {
    hidden: 128,
    dropout: 0.5,
  });
  return { y: linear(scope.in("out"), layerNorm(scope.in("norm"), mixed), 8) };
}

function freshWeights() {
  const { scope, parameters } = openScope({ training: false, seed: 0 });
  network(scope, inputNodes(inputs, 1));
  return initialWeights(parameters.values(), 3);
}

function drawRows(rows: number) {
  const random = seededRandom(5);
  const x = Float32Array.from({ length: rows * 6 * 64 }, () => random.normal());
  const mask = Float32Array.from({ length: rows * 6 }, (_, at) => Number(at % 6 < 4));
  return { x, mask };
}

async function answer(file: Uint8Array, rows: number): Promise<Float32Array> {
  const model = await openModel(file, { threads: 1 });
  const { y } = await model.run(drawRows(rows));
  await model.close();
  return y as Float32Array;
}

describe("an exported network", () => {
  const weights = freshWeights();
  const float = exportModel({ network, inputs, weights });
  const int8 = exportModel({ network, inputs, weights, int8: (name) => !name.startsWith("out.") });

  test("answers any number of rows, each as if it were alone", async () => {
    const [one, five] = [await answer(float, 1), await answer(float, 5)];
    expect(five).toHaveLength(5 * one.length);
    for (const [at, value] of one.entries()) expect(five[at]).toBeCloseTo(value, 5);
  });

  test("in int8 errs by less than 2 % of what it says, at under a third of the size", async () => {
    const [exact, short] = [await answer(float, 5), await answer(int8, 5)];
    const size = (values: Float32Array) => Math.hypot(...values);
    const error = size(exact.map((value, at) => value - (short[at] as number))) / size(exact);
    expect(error).toBeLessThan(0.02);
    expect(error).toBeGreaterThan(0);
    expect(int8.length / float.length).toBeLessThan(0.33);
  });

  test("keeps its batch size free by name, and what was noted of it", async () => {
    const file = exportModel({ network, inputs, weights, metadata: { made: "by a test" } });
    const session = await openSession(file, { threads: 1 });
    expect(session.inputShape("x")).toEqual(["batch", 6, 64]);
    await session.close();
    expect(Buffer.from(file).includes("by a test")).toBe(true);
  });

  test("wants every parameter's weights, in its shape", () => {
    const without = new Map([...weights].filter(([name]) => name !== "out.bias"));
    expect(() => exportModel({ network, inputs, weights: without })).toThrow(
      "The weights hold no parameter out.bias.",
    );
    const other = new Map(weights).set("out.bias", { shape: [3], data: new Float32Array(3) });
    expect(() => exportModel({ network, inputs, weights: other })).toThrow(
      "Parameter out.bias cannot take float32[8]. The weights given have shape [3].",
    );
  });

  test("refuses rows that are not whole", async () => {
    const model = await openModel(float, { threads: 1 });
    const { x, mask } = drawRows(2);
    await expect(model.run({ x: x.subarray(1), mask })).rejects.toThrow("Give whole rows of it.");
    await expect(model.run({ x, mask: mask.subarray(6) })).rejects.toThrow("have 2, 1 rows.");
    await expect(model.run({ x })).rejects.toThrow("Input mask of the model is missing.");
    await model.close();
  });

  test("asked to run on CUDA where there is none says so and runs on the CPU", async (context) => {
    const said: string[] = [];
    const session = await openSession(float, {
      ...{ threads: 1, device: "cuda", say: (sentence) => said.push(sentence) },
    });
    const { device } = session;
    await session.close();
    context.skip(device === "cuda", "CUDA is there");
    expect(said).toEqual([
      expect.stringMatching(/^CUDA is not to be had here .* the CPU is used\.$/s),
    ]);
  });
});
