import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { applyHurdle, type HurdledForecast, learnHurdle } from "#lib/forecasting/hurdle.ts";

const levels = [0.1, 0.5, 0.9];

describe("applyHurdle", () => {
  test.each([
    ["a sale in nine of ten periods: only the lowest level is none", 0.9, [0, 3, 5]],
    ["one in two: the middle is none as well", 0.5, [0, 0, 5]],
    ["one in twenty: all are none", 0.05, [0, 0, 0]],
    ["a sale for sure: none is", 1, [2, 3, 5]],
  ])("%s", (_case, probability, expected) => {
    const quantiles = Float32Array.of(2, 3, 5);
    applyHurdle(quantiles, Float32Array.of(probability), levels);
    expect([...quantiles]).toEqual(expected);
  });
});

/** Demand of 4 in a share of periods, its quantiles forecast a little above 0 where they are 0. */
function forecasts(segment: string, share: number, said: number): HurdledForecast[] {
  const random = seededRandom(9, segment);
  return Array.from({ length: 200 }, () => ({
    ...{ segment, weight: 1 },
    actual: Float32Array.of(random.uniform() < share ? 4 : 0),
    quantiles: Float32Array.of(0.2, share > 0.5 ? 4 : 0.4, 4),
    saleProbability: Float32Array.of(said),
  }));
}

describe("learnHurdle", () => {
  test("is kept where it helps, left where probabilities are wrong", () => {
    const given = [...forecasts("lumpy", 0.3, 0.3), ...forecasts("smooth", 0.95, 0.2)];
    const { segments } = learnHurdle(given, levels);
    expect(segments).toEqual({ lumpy: true, smooth: false });
  });

  test("is not used where nothing was validated", () => {
    expect(learnHurdle([], levels)).toEqual({ overall: false, segments: {} });
  });
});
