import fc from "fast-check";
import { expect, test } from "vitest";
import {
  boostQuantiles,
  outputCount,
  predictQuantiles,
  type QuantileForest,
} from "#lib/boosting/quantile-boosting.ts";
import { seededRandom } from "#lib/domain/random.ts";

const levels = [0.1, 0.5, 0.9];
const features = 3;
const price = 1;
const rows = 2000;

/** y = 4 − 2·price + wave(x₀) + noise, but prices above 0.7 were paid at Christmas, and sold well. */
function planted() {
  const random = seededRandom(1, "planted");
  const values = Float32Array.from({ length: rows * features }, () => random.uniform());
  const target = Float32Array.from({ length: rows }, (_, row) => {
    const [x, paid] = [values[row * features] as number, values[row * features + price] as number];
    return 4 - 2 * paid + Math.sin(6 * x) + (paid > 0.7 ? 3 : 0) + 0.3 * random.normal();
  });
  return { values, target };
}

const { values, target } = planted();
const options = {
  ...{ levels, trees: 60, learningRate: 0.1, maxLeaves: 16, minLeafRows: 10 },
  ...{ rowShare: 0.8, featureShare: 1, seed: 1 },
};
const free = boostQuantiles(values, target, options);
const falling = Uint8Array.of(0, 1, 0);
const bound = boostQuantiles(values, target, { ...options, falling });

function predict(forest: QuantileForest, row: readonly number[]): Float32Array {
  const out = new Float32Array(outputCount(levels.length));
  predictQuantiles(forest, Float32Array.from(row), out);
  return out;
}

const share = fc.double({ min: 0, max: 1, noNaN: true });
/** Every output at a price and at a higher one. */
const atTwoPrices = fc.tuple(share, share, share, share);
const pair = (forest: QuantileForest, [x, a, b, z]: readonly number[]) =>
  [Math.min(a ?? 0, b ?? 0), Math.max(a ?? 0, b ?? 0)].map((paid) =>
    predict(forest, [x ?? 0, paid, z ?? 0]),
  ) as [Float32Array, Float32Array];

test("no quantile, mean or share rises with the price, at whatever else", () => {
  fc.assert(
    fc.property(atTwoPrices, (row) => {
      const [cheap, dear] = pair(bound, row);
      for (const [q, value] of dear.entries()) {
        expect(value).toBeLessThanOrEqual((cheap[q] as number) + 1e-5);
      }
    }),
    { numRuns: 500 },
  );
});

test("unbound, trees learn that what was dear at Christmas sold well", () => {
  const [cheap, dear] = pair(free, [0.5, 0.65, 0.9, 0.5]);
  expect(dear[1]).toBeGreaterThan((cheap[1] as number) + 1);
});

test("bound, they still learn how far demand falls, and all that has no price in it", () => {
  const median = (row: readonly number[]) => predict(bound, row)[1] as number;
  expect(median([0.5, 0.05, 0.5]) - median([0.5, 0.6, 0.5])).toBeGreaterThan(0.5);
  expect(median([0.25, 0.3, 0.5]) - median([0.8, 0.3, 0.5])).toBeGreaterThan(1.2);
});
