import { expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import type { Node } from "#lib/engine/graph.ts";
import { inputNodes } from "#lib/engine/graph-inputs.ts";
import { add, tanh } from "#lib/engine/operations.ts";
import { initialWeights, openScope, type Scope } from "#lib/engine/scope.ts";
import { exportGradients, gradientName } from "#lib/layers/export-gradients.ts";
import { embedding, layerNorm, linear } from "#lib/layers/layers.ts";
import { openModel } from "#lib/tensors/runtime.ts";

const rows = 3;
const inputs = {
  x: { dtype: "float32", shape: ["batch", 5] },
  code: { dtype: "int32", shape: ["batch"] },
} as const;

/** Each row by itself: tanh of a normalised layer, plus what its code stands for. */
function network(scope: Scope, { x, code }: Readonly<Record<string, Node>>): Node {
  const hidden = layerNorm(scope.in("norm"), linear(scope.in("in"), x as Node, 6));
  const known = embedding(scope.in("code"), code as Node, { rows: 4, width: 6, deviation: 1 });
  return linear(scope.in("out"), tanh(add(hidden, known)), 2);
}

test("gradients by an input are the finite differences of the network without dropout", async () => {
  const { scope, parameters } = openScope({ training: false, seed: 0 });
  network(scope, inputNodes(inputs, rows));
  const weights = initialWeights(parameters.values(), 3);
  const derived = await openModel(
    exportGradients({ output: network, inputs, weights, by: ["x"], rows }),
    { threads: 1 },
  );
  const plain = await openModel(
    exportModel({ network: (at, nodes) => ({ value: network(at, nodes) }), inputs, weights }),
    { threads: 1 },
  );
  const random = seededRandom(1);
  const x = Float32Array.from({ length: rows * 5 }, () => random.normal());
  const code = Int32Array.of(0, 3, 1);
  const total = async (at: Float32Array) => {
    const { value } = await plain.run({ x: at, code });
    return (value as Float32Array).reduce((sum, v) => sum + v, 0);
  };
  const outputs = await derived.run({ x, code });
  const slopes = outputs[gradientName("x")] as Float32Array;
  const step = 0.01;
  for (let i = 0; i < x.length; i++) {
    const [ahead, behind] = [x.slice(), x.slice()];
    ahead[i] = (x[i] as number) + step;
    behind[i] = (x[i] as number) - step;
    const difference = ((await total(ahead)) - (await total(behind))) / (2 * step);
    expect(slopes[i]).toBeCloseTo(difference, 2);
  }
  expect((outputs.value as Float32Array).length).toBe(rows * 2);
});
