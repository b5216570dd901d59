import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { gradients } from "#lib/engine/gradients.ts";
import type { Node, Op } from "#lib/engine/graph.ts";
import { add, cast, constant, exp, mul, stopGradient } from "#lib/engine/operations.ts";
import { reduceSum } from "#lib/engine/shape-operations.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";
import { evaluate } from "#test/support/engine/evaluate.ts";
import type { OpCase } from "#test/support/engine/op-cases.ts";
import { opCases } from "#test/support/engine/op-cases.ts";
import { runGraph } from "#test/support/engine/run-graph.ts";

const step = 1e-5;
const onlyBackward: readonly Op[] = ["ScatterElements", "ConvTranspose"];
const operations = Object.keys(opCases) as Op[];
/** Identity is stopGradient: its gradient is 0 by intent. */
const differentiable = operations.filter((op) => ![...onlyBackward, "Identity"].includes(op));

/** Every output element weighed differently, so that no gradient hides in a sum. */
function weighedSum(outputs: readonly Node[]): Node {
  const terms = outputs.map((output) => {
    const weights = Array.from({ length: sizeOf(output.shape) }, (_, at) => Math.cos(1 + 2.3 * at));
    return reduceSum(mul(cast(output, "float32"), constant(weights, output.shape)));
  });
  return terms.reduce(add);
}

const given = ({ leaves }: OpCase, values: readonly (readonly number[])[]) =>
  new Map(leaves.map((node, index) => [node, values[index] as readonly number[]]));

function differences(example: OpCase, loss: Node, leaf: number): number[] {
  const values = example.values[leaf] as readonly number[];
  return values.map((value, at) => {
    const moved = (by: number) => {
      const all = example.values.with(leaf, values.with(at, value + by));
      return evaluate([loss], given(example, all))[0]?.[0] as number;
    };
    return (moved(step) - moved(-step)) / (2 * step);
  });
}

function expectClose(actual: ArrayLike<number>, expected: readonly number[], relative: number) {
  expect(actual.length).toBe(expected.length);
  for (const [at, value] of expected.entries()) {
    const error = Math.abs((actual[at] as number) - value);
    expect(error, `${actual[at]} for ${value}`).toBeLessThanOrEqual(
      relative * (1 + Math.abs(value)),
    );
  }
}

describe("gradient", () => {
  test.each(differentiable)("of %s agrees with finite differences", (op) => {
    fc.assert(
      fc.property(opCases[op], (example) => {
        const loss = weighedSum(example.outputs);
        const found = evaluate(gradients(loss, example.leaves), given(example, example.values));
        for (const [leaf, gradient] of found.entries()) {
          expectClose(gradient, differences(example, loss, leaf), 1e-6);
        }
      }),
      { numRuns: 60 },
    );
  });

  test.each(onlyBackward)("of %s is refused, since only first derivatives are built", (op) => {
    const [example] = fc.sample(opCases[op], 1) as [OpCase];
    const loss = weighedSum(example.outputs);
    expect(() => gradients(loss, example.leaves)).toThrow(`The gradient of ${op}`);
  });
});

describe("ONNX Runtime", () => {
  const held = operations.filter((op) => op !== "Dropout");
  test.each(held)("computes %s and its gradient as the reference interpreter does", async (op) => {
    await fc.assert(
      fc.asyncProperty(opCases[op], async (example) => {
        const wanted = onlyBackward.includes(op)
          ? example.outputs
          : [...example.outputs, ...gradients(weighedSum(example.outputs), example.leaves)];
        const expected = evaluate(wanted, given(example, example.values));
        const found = await runGraph(wanted, given(example, example.values));
        for (const [at, values] of found.entries()) {
          expectClose(values, expected[at] as readonly number[], 2e-5);
        }
      }),
      { numRuns: 15 },
    );
  });
});

describe("the walk backwards", () => {
  const x: Node = { shape: [], dtype: "float32", source: { kind: "input", name: "x" } };
  const at = (node: Node, value: number) => evaluate([node], new Map([[x, [value]]]))[0]?.[0];

  test("adds the gradients of a node that is used twice", () => {
    const [dx] = gradients(mul(x, exp(x)), [x]) as [Node];
    expect(at(dx, 1.5)).toBeCloseTo(2.5 * Math.exp(1.5), 12); // (1 + x)·eˣ
  });

  test("stops at stopGradient", () => {
    const [dx] = gradients(mul(x, stopGradient(exp(x))), [x]) as [Node];
    expect(at(dx, 1.5)).toBeCloseTo(Math.exp(1.5), 12);
  });

  test("gives zeros for what the loss does not depend on", () => {
    const other: Node = { ...x, shape: [2] };
    const [gradient] = gradients(exp(x), [other]) as [Node];
    expect(at(gradient, 1)).toBe(0);
  });
});
