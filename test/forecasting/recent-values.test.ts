import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { recentValues } from "#lib/forecasting/recent-values.ts";
import { drawSample, sampleOf } from "#lib/forecasting/weighted-sample.ts";

const settings: ForecastSettings = {
  season: 7,
  horizon: 7,
  levels: [0.1, 0.5, 0.9],
  nonNegative: true,
  wholeNumbers: true,
};
const series = (periods: number, value: (t: number) => number) => {
  const values = Float64Array.from({ length: periods }, (_, t) => value(t));
  return { values, observed: values.filter((v) => !Number.isNaN(v)).length };
};

describe("drawSample", () => {
  test("weights 1, 1, 2 of 0, 5, 10: mean 6.25, median 5, 75% above 0", () => {
    const values = Float64Array.of(0, 5, 10);
    const drawn = drawSample(values, Float64Array.of(1, 1, 2), [0.25, 0.5, 0.51], 0);
    expect(drawn).toEqual({ mean: 6.25, quantiles: Float64Array.of(0, 5, 10), above: 0.75 });
  });
});

test("drawSample of what weighs nothing is nothing", () => {
  const drawn = drawSample(Float64Array.of(3, 4), new Float64Array(2), [0.5], 0);
  expect(drawn).toEqual({ mean: 0, quantiles: Float64Array.of(0), above: 0 });
});

test("sampleOf keeps each value once, and where each period's lies", () => {
  const { values, placeOf } = sampleOf(Float64Array.of(3, Number.NaN, 1, 3, 2));
  expect([...values]).toEqual([1, 2, 3]);
  expect([...placeOf]).toEqual([2, -1, 0, 2, 1]);
});

describe("recentValues", () => {
  test("forecasts only what was once sold", () => {
    const { quantiles } = recentValues(
      series(100, (t) => [0, 0, 6][t % 3]),
      settings,
    );
    expect(new Set(quantiles)).toEqual(new Set([0, 6]));
  });

  test("knows that the shop is shut on one day of the week", () => {
    const random = seededRandom(3);
    const weekly = series(140, (t) => (t % 7 === 6 ? 0 : 10 + random.below(5)));
    const { saleProbability, quantiles } = recentValues(weekly, settings);
    expect(saleProbability[6]).toBeLessThan(0.4);
    expect(saleProbability[2]).toBeGreaterThan(0.9);
    expect(quantiles[6 * 3 + 1]).toBe(0);
  });

  test("repeats a week in its medians", () => {
    const week = [10, 12, 14, 16, 30, 40, 4];
    const { quantiles } = recentValues(
      series(140, (t) => week[t % 7]),
      settings,
    );
    expect(week.map((_, h) => quantiles[h * 3 + 1])).toEqual(week);
  });

  test("forgets a level that is long past", () => {
    const { mean } = recentValues(
      series(200, (t) => (t < 120 ? 50 : 10)),
      settings,
    );
    expect(mean[0]).toBeLessThan(11);
  });
});
