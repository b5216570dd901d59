import { describe, expect, test } from "vitest";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { croston, teunterSyntetosBabai } from "#lib/forecasting/intermittent.ts";

const settings = (levels: number[]): ForecastSettings => ({
  season: 1,
  horizon: 2,
  levels,
  nonNegative: true,
  wholeNumbers: true,
});
const series = (...values: number[]) => ({
  values: Float64Array.from(values),
  observed: values.length,
});
const repeated = (cycle: number[], times: number) =>
  series(...Array.from({ length: times }, () => cycle).flat());

describe("croston with the Syntetos–Boylan correction", () => {
  test("a sale of 6 every third period: z = 6, x = 3, mean = (1 − α/2) · 2", () => {
    const { mean, saleProbability } = croston(repeated([0, 0, 6], 40), settings([0.5]));
    const correction = mean[0] / 2;
    expect([0.975, 0.95, 0.9, 0.85].some((c) => Math.abs(c - correction) < 1e-6)).toBe(true);
    expect(saleProbability[1]).toBeCloseTo(1 / 3, 6);
  });
});

describe("TSB", () => {
  test("fades when sales stop: 50 empty periods leave at most (1 − 0.02)⁵⁰ of the rate", () => {
    const selling = Array.from({ length: 60 }, (_, t) => (t % 2) * 4);
    const { mean } = teunterSyntetosBabai(
      series(...selling, ...new Array(50).fill(0)),
      settings([0.5]),
    );
    expect(mean[0]).toBeLessThan(2.2 * 0.98 ** 50);
  });

  test("croston does not fade: it hears nothing between sales", () => {
    const selling = Array.from({ length: 60 }, (_, t) => (t % 2) * 4);
    const quiet = croston(series(...selling, ...new Array(50).fill(0)), settings([0.5]));
    const busy = croston(series(...selling), settings([0.5]));
    expect(quiet.saleProbability[0]).toBeCloseTo(busy.saleProbability[0], 6);
  });
});

describe("the hurdle's quantiles", () => {
  const half = repeated([0, 3], 100);

  test("are 0 as long as a period without a sale is likely enough", () => {
    const { quantiles } = croston(half, settings([0.25, 0.49]));
    expect([...quantiles]).toEqual([0, 0, 0, 0]);
  });

  test("are sizes that were sold above it", () => {
    const { quantiles } = croston(half, settings([0.6, 0.95]));
    expect([...quantiles]).toEqual([3, 3, 3, 3]);
  });
});
