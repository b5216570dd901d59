import { expect, test } from "vitest";
import { gradients } from "#lib/engine/gradients.ts";
import type { Node } from "#lib/engine/graph.ts";
import { leaf } from "#lib/engine/graph.ts";
import { gemm, relu } from "#lib/engine/operations.ts";
import { adamW } from "#lib/engine/optimizers.ts";
import { reduceMean } from "#lib/engine/shape-operations.ts";
import { printGraph } from "#test/support/engine/print-graph.ts";

const [x, weight, bias] = [
  leaf("input", "x", [8, 3], "float32"),
  leaf("parameter", "weight", [2, 3], "float32"),
  leaf("parameter", "bias", [2], "float32"),
];

test("neither gradient of a linear layer transposes, and a bias is summed by a product", () => {
  const loss = reduceMean(relu(gemm(x, weight, { transB: true, bias })));
  const [dw, db] = gradients(loss, [weight, bias]) as [Node, Node];
  expect(printGraph({ dw, db })).toMatchInlineSnapshot(`
    "v0[8,2] = Gemm(x, weight, bias)
    v1[8,2] = Greater(v0, 0.00)
    v2[] = Mul(1.00, 0.0625)
    v3[1,1] = Reshape(v2)
    v4[8,2] = Expand(v3)
    v5[8,2] = Where(v1, v4, 0.00)
    v6[2,3] = Gemm(v5, x)
    v7[1,2] = Gemm(1.00, v5)
    v8[2] = Reshape(v7)
    dw: v6
    db: v8"
  `);
});

test("what no wanted gradient needs is left out", () => {
  const loss = reduceMean(relu(gemm(x, weight, { transB: true, bias })));
  const [db] = gradients(loss, [bias]) as [Node];
  expect(printGraph({ db }).match(/Gemm/g)).toHaveLength(2);
});

test("AdamW passes over a parameter eleven times", () => {
  const of = (name: string) => leaf("input", name, [2, 3], "float32");
  const scalars = {
    keep: leaf("input", "keep", [], "float32"),
    rate: leaf("input", "rate", [], "float32"),
    floor: leaf("input", "floor", [], "float32"),
  };
  const memory = { m: of("m"), v: of("v") };
  const slot = { name: "weight", value: weight, gradient: of("g"), memory };
  const { value, memory: next } = adamW().update(slot, scalars);
  expect(printGraph({ value, ...next })).toMatchInlineSnapshot(`
    "v0[2,3] = Mul(weight, keep)
    v1[2,3] = Mul(m, 0.900)
    v2[2,3] = Add(v1, g)
    v3[2,3] = Mul(v, 0.999)
    v4[2,3] = Mul(g, g)
    v5[2,3] = Add(v3, v4)
    v6[2,3] = Sqrt(v5)
    v7[2,3] = Add(v6, floor)
    v8[2,3] = Div(v2, v7)
    v9[2,3] = Mul(v8, rate)
    v10[2,3] = Sub(v0, v9)
    value: v10
    m: v2
    v: v5"
  `);
});
