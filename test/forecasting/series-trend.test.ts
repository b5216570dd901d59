import { describe, expect, test } from "vitest";
import { normalProbability } from "#lib/domain/normal-distribution.ts";
import { seededRandom } from "#lib/domain/random.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { seriesTrend } from "#lib/forecasting/series-trend.ts";

const settings: ForecastSettings = {
  season: 7,
  horizon: 10,
  levels: [0.5],
  nonNegative: true,
  wholeNumbers: false,
};
const week = [0.2, 0.8, 1, 1, 1, 1.4, 1.6];
const weekly = (level: number, noise = 0, seed = 1) => {
  const random = seededRandom(seed);
  return Float32Array.from(
    { length: 140 },
    (_, t) => level * week[t % 7] + noise * random.normal(),
  );
};
const ahead = (level: number) => Float32Array.from({ length: 10 }, (_, h) => level * week[h % 7]);
const observed = new Uint8Array(140);

describe("seriesTrend", () => {
  test.each([
    ["20% more of the same week", 120, "rising", 0.2],
    ["20% less", 80, "falling", -0.2],
    ["3% more", 103, "steady", 0.03],
    ["the same: the season alone is no trend", 100, "steady", 0],
  ])("%s", (_case, level, direction, change) => {
    const trend = seriesTrend(weekly(100, 2), observed, ahead(level), settings);
    expect(trend.direction).toBe(direction);
    expect(trend.change).toBeCloseTo(change, 1);
    expect(trend.probability).toBeGreaterThan(0.7);
  });

  test("noise about a level is called a trend at most once in ten", () => {
    let called = 0;
    for (let seed = 0; seed < 200; seed++) {
      const trend = seriesTrend(weekly(100, 60, seed), observed, ahead(100), settings);
      if (trend.direction !== "steady") called += 1;
    }
    expect(called / 200).toBeLessThan(0.1);
  });

  test.each([
    ["of which nothing is known", 0],
    ["that sold nothing of late", 40],
  ])("nothing is said of a series %s", (_case, periods) => {
    const nothing = new Float32Array(periods);
    const trend = seriesTrend(nothing, new Uint8Array(periods), ahead(3), settings);
    expect(trend).toEqual({ direction: "steady", change: Number.NaN, probability: 0 });
  });
});

test.each([
  [0, 0.5],
  [1.959964, 0.975],
  [-1.281552, 0.1],
  [3, 0.99865],
])("Φ(%f) = %f", (z, expected) => {
  expect(normalProbability(z)).toBeCloseTo(expected, 6);
});
