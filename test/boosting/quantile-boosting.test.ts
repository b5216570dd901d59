import { describe, expect, test } from "vitest";
import { binFeatures } from "#lib/boosting/binned-features.ts";
import {
  boostQuantiles,
  outputCount,
  predictOutput,
  predictQuantiles,
} from "#lib/boosting/quantile-boosting.ts";
import { growTree, leafOf } from "#lib/boosting/regression-tree.ts";
import { seededRandom } from "#lib/domain/random.ts";

const options = {
  levels: [0.1, 0.5, 0.9],
  trees: 120,
  learningRate: 0.1,
  maxLeaves: 8,
  minLeafRows: 20,
  rowShare: 0.8,
  featureShare: 1,
  seed: 1,
};

/** y = 3·[x₀ > 0.5] + (1 + x₁)·ε with ε uniform on −1 … 1, so that each quantile is known exactly. */
function planted(rows: number, seed: number) {
  const random = seededRandom(seed, "planted");
  const values = new Float32Array(rows * 3);
  const target = new Float32Array(rows);
  for (let row = 0; row < rows; row++) {
    for (let f = 0; f < 3; f++) values[row * 3 + f] = random.uniform();
    const [x0, x1] = [values[row * 3] as number, values[row * 3 + 1] as number];
    target[row] = (x0 > 0.5 ? 3 : 0) + (1 + x1) * (2 * random.uniform() - 1);
  }
  return { values, target };
}

const truth = (x0: number, x1: number, level: number) =>
  (x0 > 0.5 ? 3 : 0) + (1 + x1) * (2 * level - 1);

describe("boostQuantiles", () => {
  test("finds the quantiles of a spread that changes with a feature", () => {
    const { values, target } = planted(20_000, 1);
    const forest = boostQuantiles(values, target, options);
    const fresh = planted(2000, 2);
    const outputs = outputCount(3);
    const all = new Float32Array(2000 * outputs);
    predictQuantiles(forest, fresh.values, all);
    const misses = [0, 0, 0];
    for (let row = 0; row < 2000; row++) {
      const out = all.subarray(row * outputs);
      const [x0, x1] = [fresh.values[row * 3] as number, fresh.values[row * 3 + 1] as number];
      options.levels.forEach((level, q) => {
        misses[q] =
          (misses[q] as number) + Math.abs((out[q] as number) - truth(x0, x1, level)) / 2000;
      });
    }
    // The noise itself has a mean size of 0.75: the quantiles are found to a fraction of that.
    expect(Math.max(...misses)).toBeLessThan(0.15);
  });

  test("the same seed gives the same forest, another seed another", () => {
    const { values, target } = planted(2000, 3);
    const short = { ...options, trees: 5 };
    expect(boostQuantiles(values, target, short)).toEqual(boostQuantiles(values, target, short));
    const other = boostQuantiles(values, target, { ...short, seed: 2 });
    expect(other).not.toEqual(boostQuantiles(values, target, short));
  });

  test("one output alone is what it is among all", () => {
    const { values, target } = planted(200, 6);
    const forest = boostQuantiles(values, target, { ...options, trees: 7 });
    const all = new Float32Array(200 * outputCount(3));
    predictQuantiles(forest, values, all);
    for (let output = 0; output < outputCount(3); output++) {
      const alone = new Float32Array(200);
      predictOutput(forest, output, values, alone);
      expect(alone).toEqual(all.filter((_, i) => i % outputCount(3) === output));
    }
  });

  test("a constant target is predicted as it is", () => {
    const { values } = planted(500, 4);
    const forest = boostQuantiles(values, new Float32Array(500).fill(7), options);
    const out = new Float32Array(outputCount(3));
    predictQuantiles(forest, values.subarray(0, 3), out);
    expect([...out]).toEqual([7, 7, 7, 7, 1]);
  });
});

describe("growTree", () => {
  test("splits where the gradients change sign, and finds each row's leaf again", () => {
    const values = Float32Array.from({ length: 100 }, (_, row) => row);
    const gradient = Float32Array.from(values, (value) => (value < 40 ? -1 : 1));
    const binned = binFeatures(values, 100, 1);
    const rows = Int32Array.from(values);
    const rules = { maxLeaves: 2, minLeafRows: 5, shrinkage: 0 };
    const grown = growTree(binned, rows, gradient, Uint8Array.of(1), rules);
    expect(grown.tree.leaves).toBe(2);
    const left = [...grown.rows.subarray(grown.starts[0], grown.ends[0])];
    // 64 bins of 100 rows: the cut is at most two rows from the truth.
    expect(Math.abs(left.length - 40)).toBeLessThanOrEqual(2);
    for (const row of left) expect(leafOf(grown.tree, values, row)).toBe(0);
  });

  test("never makes a leaf smaller than asked", () => {
    const { values, target } = planted(1000, 5);
    const binned = binFeatures(values, 1000, 3);
    const rows = Int32Array.from({ length: 1000 }, (_, row) => row);
    const rules = { maxLeaves: 31, minLeafRows: 30, shrinkage: 1 };
    const { starts, ends } = growTree(binned, rows, target, Uint8Array.of(1, 1, 1), rules);
    starts.forEach((start, leaf) => {
      expect((ends[leaf] as number) - start).toBeGreaterThanOrEqual(30);
    });
  });
});

test("binFeatures keeps the order of values and puts NaN first", () => {
  const values = Float32Array.of(5, Number.NaN, 1, 9, 5);
  const { bins } = binFeatures(values, 5, 1);
  expect(bins[1]).toBe(0);
  expect(bins[0]).toBe(bins[4]);
  expect([bins[2], bins[0], bins[3]]).toEqual([...[bins[2], bins[0], bins[3]]].sort());
  expect(bins[3]).toBeGreaterThan(bins[2] as number);
});
