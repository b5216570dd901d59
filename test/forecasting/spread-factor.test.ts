import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import {
  learnSpread,
  type SpreadSample,
  spreadOf,
  spreadQuantiles,
} from "#lib/forecasting/spread-factor.ts";

const levels = [0.05, 0.5, 0.95];
const horizon = 4;
const settings = { levels, nonNegative: true };
const tail = 1.6449;

const forecast = (): Float32Array =>
  Float32Array.from({ length: 3 * horizon }, (_, i) => 100 + tail * ((i % 3) - 1));

/** Forecasts of a normal of deviation 1, where the truth strays `deviation`. */
function samplesOf(deviation: number, count: number, segment = "smooth", seed = 7): SpreadSample[] {
  const random = seededRandom(seed);
  return Array.from({ length: count }, () => ({
    segment,
    weight: 1,
    actual: Float32Array.from({ length: horizon }, () => 100 + deviation * random.normal()),
    quantiles: forecast(),
    saleProbability: new Float32Array(horizon).fill(1),
  }));
}

describe("learnSpread", () => {
  test("finds by how much forecasts were too sure of themselves", () => {
    expect(learnSpread(samplesOf(1.5, 2000), settings).overall).toBeCloseTo(1.5, 1);
  });

  test("leaves as it is what was sure enough", () => {
    expect(Math.abs(learnSpread(samplesOf(1, 2000), settings).overall - 1)).toBeLessThan(0.06);
  });

  test("does not take a few honest forecasts for too wide, as their own share inside would have it", () => {
    const factors = Array.from({ length: 60 }, (_, seed) => {
      const oneEach = samplesOf(1, 20, "smooth", seed).map((sample) => ({
        ...sample,
        actual: sample.actual.fill(Number.NaN, 1),
      }));
      return learnSpread(oneEach, settings).overall;
    });
    const mean = factors.reduce((sum, factor) => sum + factor / factors.length, 0);
    expect(mean).toBeGreaterThan(0.99);
    expect(mean).toBeLessThan(1.05);
  });

  test("goes half the way that twenty forecasts tell", () => {
    const far = learnSpread(samplesOf(1.8, 2000), settings).overall - 1;
    const near = learnSpread(samplesOf(1.8, 20), settings).overall - 1;
    expect(near / far).toBeGreaterThan(0.3);
    expect(near / far).toBeLessThan(0.7);
  });

  test("lets a large segment differ, and gives one it never saw the overall factor", () => {
    const both = [...samplesOf(1, 1000, "smooth"), ...samplesOf(1.8, 1000, "lumpy")];
    const spread = learnSpread(both, settings);
    expect(spreadOf(spread, "lumpy")).toBeGreaterThan(1.5);
    expect(spreadOf(spread, "smooth")).toBeLessThan(1.15);
    expect(spreadOf(spread, "cold")).toBe(spread.overall);
  });

  test("says nothing where nothing was validated, or one level is all there is", () => {
    expect(learnSpread([], settings)).toEqual({ overall: 1, segments: {} });
    const one = samplesOf(2, 50).map((sample) => ({
      ...sample,
      quantiles: new Float32Array(horizon).fill(100),
    }));
    expect(learnSpread(one, { levels: [0.5], nonNegative: true }).overall).toBe(1);
  });

  test("does not widen honest forecasts of rare sales, nor narrow them for covering every 0", () => {
    const random = seededRandom(3);
    const rare = Array.from({ length: 2000 }, (): SpreadSample => {
      const actual = Float32Array.from({ length: horizon }, () =>
        random.uniform() < 0.6 ? 0 : 10 * random.uniform(),
      );
      const quantiles = Float32Array.from({ length: 3 * horizon }, (_, i) => [0, 0, 8.75][i % 3]);
      const saleProbability = new Float32Array(horizon).fill(0.4);
      return { segment: "lumpy", weight: 1, actual, quantiles, saleProbability };
    });
    expect(Math.abs(learnSpread(rare, settings).overall - 1)).toBeLessThan(0.06);
  });
});

test("quantiles drawn apart keep their order and median, and stay at 0 or above", () => {
  const values = fc.array(fc.double({ min: 0, max: 50, noNaN: true }), {
    minLength: 3,
    maxLength: 3,
  });
  const factors = fc.double({ min: 0.7, max: 2.2, noNaN: true });
  fc.assert(
    fc.property(values, factors, (unsorted, factor) => {
      const before = Float32Array.from(unsorted).sort();
      const after = before.slice();
      spreadQuantiles(after, factor, settings);
      expect(after[1]).toBe(before[1]);
      expect(after[0]).toBeGreaterThanOrEqual(0);
      expect(after[0]).toBeLessThanOrEqual(after[1]);
      expect(after[2]).toBeGreaterThanOrEqual(after[1]);
    }),
  );
});
