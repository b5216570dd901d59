import { expect, test } from "vitest";
import { addGroupShapley } from "#lib/boosting/group-shapley.ts";
import { boostQuantiles, predictOutput } from "#lib/boosting/quantile-boosting.ts";
import { seededRandom } from "#lib/domain/random.ts";

const features = 6;
/** Features 0 and 3 belong together, 5 to nobody. */
const groupOf = Int32Array.of(0, 1, 2, 0, 3, -1);
const groups = 4;
const output = 1;

function grow() {
  const random = seededRandom(4);
  const rows = 600;
  const values = Float32Array.from({ length: rows * features }, () => random.normal());
  const target = Float32Array.from({ length: rows }, (_, r) => {
    const [a = 0, b = 0, c = 0, d = 0, e = 0] = values.subarray(r * features, (r + 1) * features);
    return 5 + 2 * a * (b > 0 ? 1 : -1) + c + d * e + 0.1 * random.normal();
  });
  const forest = boostQuantiles(values, target, {
    ...{ levels: [0.5], trees: 40, learningRate: 0.2, maxLeaves: 16, minLeafRows: 5 },
    ...{ rowShare: 0.8, featureShare: 1, seed: 1 },
  });
  return { forest, values };
}

const { forest, values } = grow();
const rowAt = (r: number) => values.slice(r * features, (r + 1) * features);

function predicted(row: Float32Array): number {
  const out = new Float32Array(1);
  predictOutput(forest, output, row, out);
  return out[0] as number;
}

function* permutations(rest: readonly number[]): Generator<readonly number[]> {
  if (rest.length === 0) yield [];
  for (const first of rest) {
    for (const others of permutations(rest.filter((g) => g !== first))) yield [first, ...others];
  }
}

/** Mean over all orders in which groups may join, of what each adds when it joins. */
function shapleyByOrders(row: Float32Array, reference: Float32Array): Float64Array {
  const sums = new Float64Array(groups);
  let orders = 0;
  for (const order of permutations([...sums.keys()])) {
    orders++;
    const mixed = reference.slice();
    let before = predicted(mixed);
    for (const group of order) {
      for (const [f, g] of groupOf.entries()) if (g === group) mixed[f] = row[f] as number;
      const after = predicted(mixed);
      sums[group] = (sums[group] as number) + after - before;
      before = after;
    }
  }
  return sums.map((sum) => sum / orders);
}

test.each([0, 1, 2, 3, 4])("pair %i agrees with the mean over all orders of joining", (pair) => {
  const [row, reference] = [rowAt(2 * pair), rowAt(2 * pair + 1)];
  // What belongs to nobody is the same in both rows.
  reference[5] = row[5] as number;
  const out = new Float64Array(groups);
  addGroupShapley(forest, output, { row, reference, groupOf }, out);
  const expected = shapleyByOrders(row, reference);
  for (const [g, value] of out.entries()) expect(value).toBeCloseTo(expected[g] as number, 4);
  const total = out.reduce((sum, value) => sum + value, 0);
  expect(total).toBeCloseTo(predicted(row) - predicted(reference), 4);
});
