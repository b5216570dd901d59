import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import type { Node } from "#lib/engine/graph.ts";
import { leaf } from "#lib/engine/graph.ts";
import { constant } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { initialWeights, openScope } from "#lib/engine/scope.ts";
import type { AttentionOptions } from "#lib/layers/attention.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { causalConvolution, dropout, embedding } from "#lib/layers/layers.ts";
import { evaluate } from "#test/support/engine/evaluate.ts";
import { runGraph } from "#test/support/engine/run-graph.ts";

const [steps, width] = [6, 4];
const x = leaf("input", "x", [1, steps, width], "float32");
const drawn = (seed: number) => {
  const random = seededRandom(seed);
  return Array.from({ length: steps * width }, () => random.normal());
};

/** What a layer, freshly drawn, makes of some values of x, by the reference interpreter. */
function applied(layer: (scope: Scope) => Node): (values: readonly number[]) => readonly number[] {
  const { scope, parameters } = openScope({ training: false, seed: 0 });
  const output = layer(scope);
  const weights = initialWeights(parameters.values(), 3);
  return (values) => {
    const given = new Map<Node, ArrayLike<number>>([[x, values]]);
    for (const [name, { node }] of parameters) given.set(node, weights.get(name)?.data ?? []);
    return evaluate([output], given)[0] ?? [];
  };
}

const changedFrom = (values: readonly number[], step: number) =>
  values.map((value, at) => (at < step * width ? value : value + 1));

describe("no step sees a later one", () => {
  const attend = (options: AttentionOptions) => (scope: Scope) =>
    multiHeadAttention(scope, x, options);
  test.each([
    ["in causal attention", attend({ heads: 2, causal: true })],
    ["in a causal convolution", (s: Scope) => causalConvolution(s, x, { width: 4, taps: 3 })],
    ["in a dilated one", (s: Scope) => causalConvolution(s, x, { width: 4, taps: 3, dilation: 2 })],
  ])("%s", (_name, layer) => {
    const apply = applied(layer);
    fc.assert(
      fc.property(fc.nat(), fc.integer({ min: 1, max: steps - 1 }), (seed, from) => {
        const values = drawn(seed);
        const [before, after] = [apply(values), apply(changedFrom(values, from))];
        expect(after.slice(0, from * width)).toEqual(before.slice(0, from * width));
        expect(after.slice(from * width)).not.toEqual(before.slice(from * width));
      }),
      { numRuns: 20 },
    );
  });
});

test("attention takes nothing from padding", () => {
  const mask = constant([1, 1, 1, 1, 0, 0], [1, steps]);
  const apply = applied((scope) => multiHeadAttention(scope, x, { heads: 2, mask }));
  const values = drawn(1);
  const [before, after] = [apply(values), apply(changedFrom(values, 4))];
  expect(after.slice(0, 4 * width)).toEqual(before.slice(0, 4 * width));
});

test("attention to a context mixes its values, whatever their number of steps", () => {
  const context = constant(1.5, [1, 3, 2]);
  const apply = applied((scope) => multiHeadAttention(scope, x, { heads: 2, context }));
  const rows = apply(drawn(2));
  // Equal steps of the context leave nothing to choose: every step of x gets the same.
  for (const [at, value] of rows.entries()) expect(value).toBeCloseTo(rows[at % width] ?? 0, 9);
});

test("an embedding gives each number its own row", () => {
  const rows = constant([2, 0, 2], [3], "int32");
  const apply = applied((scope) => embedding(scope, rows, { rows: 3, width: 2 }));
  const [a, b, c, d, e, f] = apply([]);
  expect([e, f]).toEqual([a, b]);
  expect([c, d]).not.toEqual([a, b]);
});

describe("dropout", () => {
  const wide = leaf("input", "x", [20_000], "float32");
  const ones = new Map([[wide, new Array<number>(20_000).fill(1)]]);
  const scopeOf = (training: boolean) => openScope({ training, seed: 5 }).scope;

  test("keeps its share of values and scales them so that the mean stays", async () => {
    const [values = []] = await runGraph([dropout(scopeOf(true), wide, 0.3)], ones);
    const kept = values.filter((value) => value !== 0);
    expect(kept.length / values.length).toBeCloseTo(0.7, 1);
    for (const value of kept) expect(value).toBeCloseTo(1 / 0.7, 5);
  });

  test("drops independently at each of its places", async () => {
    const scope = scopeOf(true);
    const places = [dropout(scope, wide, 0.5), dropout(scope, wide, 0.5)];
    const [first = [], second = []] = await runGraph(places, ones);
    const together = first.filter((value, at) => value !== 0 && second[at] !== 0).length;
    expect(together / 20_000).toBeCloseTo(0.25, 1);
  });

  test("is not there when the network serves", () => {
    expect(dropout(scopeOf(false), wide, 0.3)).toBe(wide);
  });
});
