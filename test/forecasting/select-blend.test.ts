import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { type BlendSample, selectBlend } from "#lib/forecasting/select-blend.ts";
import { seriesLoss } from "#lib/forecasting/series-loss.ts";

const levels = [0.5];

/** Two members that err independently, and a third that errs `worse` times as much. */
function samples(worse: number): BlendSample[] {
  const random = seededRandom(6);
  return Array.from({ length: 300 }, () => {
    const actual = Float32Array.of(50 + random.normal());
    const member = (sd: number) => Float32Array.of(actual[0] + sd * random.normal());
    return { actual, weight: 1, quantiles: [member(1), member(1), member(worse)] };
  });
}

describe("selectBlend", () => {
  test("averages two members that err apart, and leaves out one that is far worse", () => {
    const weights = selectBlend(samples(20), levels);
    expect(Math.abs(weights[0] - 0.5)).toBeLessThan(0.11);
    expect(weights[2]).toBe(0);
    expect(weights.reduce((a, b) => a + b)).toBeCloseTo(1, 12);
  });

  test("gives all to a member that is always right", () => {
    expect(selectBlend(samples(0), levels)).toEqual([0, 0, 1]);
  });

  test("blends no worse than its best member", () => {
    const all = samples(1.5);
    const weights = selectBlend(all, levels);
    const lossOf = (mix: readonly number[]) =>
      all.reduce((total, { actual, quantiles }) => {
        const value = quantiles.reduce((sum, member, k) => sum + mix[k] * member[0], 0);
        return total + seriesLoss(actual, Float32Array.of(value), levels);
      }, 0);
    const best = Math.min(lossOf([1, 0, 0]), lossOf([0, 1, 0]), lossOf([0, 0, 1]));
    expect(lossOf(weights)).toBeLessThan(best);
  });

  test("counts a series as its weight says", () => {
    const trusts = (weight: number, right: number): BlendSample => ({
      actual: Float32Array.of(10),
      weight,
      quantiles: [0, 1].map((k) => Float32Array.of(k === right ? 10 : 0)),
    });
    expect(selectBlend([trusts(1, 0), trusts(5, 1)], levels)).toEqual([0, 1]);
  });
});
