import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { mixMembers, selectBlend, type WeighedSample } from "#lib/forecasting/select-blend.ts";
import { seriesLoss } from "#lib/forecasting/series-loss.ts";

const levels = [0.5];
const noPrior = (members: number) => ({
  weights: new Array<number>(members).fill(1 / members),
  samples: 0,
});

const sample = (actual: number, members: readonly number[], weight = 1): WeighedSample => ({
  ...{ segment: "smooth", half: 0, scale: 1, weight },
  actual: Float32Array.of(actual),
  quantiles: Float32Array.from(members),
});

/** Two members that err independently, and a third that errs `worse` times as much. */
function samples(worse: number): WeighedSample[] {
  const random = seededRandom(6);
  return Array.from({ length: 300 }, () => {
    const actual = 50 + random.normal();
    return sample(
      actual,
      [1, 1, worse].map((sd) => actual + sd * random.normal()),
    );
  });
}

describe("selectBlend", () => {
  test("averages two members that err apart, and leaves out one that is far worse", () => {
    const weights = selectBlend(samples(20), levels, noPrior(3));
    expect(Math.abs((weights[0] as number) - 0.5)).toBeLessThan(0.11);
    expect(weights[2]).toBe(0);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  test("gives all to a member that is always right", () => {
    expect(selectBlend(samples(0), levels, noPrior(3))).toEqual([0, 0, 1]);
  });

  test("blends no worse than its best member", () => {
    const all = samples(1.5);
    const lossOf = (weights: readonly number[]) =>
      all.reduce((total, one) => {
        const blended = mixMembers(one.quantiles, weights);
        return total + seriesLoss(one.actual, blended, levels);
      }, 0);
    const best = Math.min(lossOf([1, 0, 0]), lossOf([0, 1, 0]), lossOf([0, 0, 1]));
    expect(lossOf(selectBlend(all, levels, noPrior(3)))).toBeLessThan(best);
  });

  test("counts a series as its weight says", () => {
    const trusts = (weight: number, right: number) =>
      sample(
        10,
        [0, 1].map((m) => (m === right ? 10 : 0)),
        weight,
      );
    expect(selectBlend([trusts(1, 0), trusts(5, 1)], levels, noPrior(2))).toEqual([0, 1]);
  });

  test("keeps to its prior where it has seen little, and leaves it where it has seen much", () => {
    const prior = { weights: [1, 0], samples: 60 };
    const right = (count: number) => Array.from({ length: count }, () => sample(10, [0, 10]));
    const [little] = selectBlend(right(6), levels, prior) as [number];
    const [much] = selectBlend(right(600), levels, prior) as [number];
    expect(little).toBeCloseTo(60 / 66, 6);
    expect(much).toBeCloseTo(60 / 660, 6);
    expect(selectBlend([], levels, prior)).toEqual([1, 0]);
  });
});
