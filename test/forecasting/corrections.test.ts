import { expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import {
  type BlendedForecast,
  correctForecast,
  learnCorrections,
} from "#lib/forecasting/corrections.ts";

const levels = [0.05, 0.5, 0.95];
const settings = { levels, horizon: 4, season: 1, nonNegative: true, wholeNumbers: false };
const forecast = () => ({
  quantiles: Float32Array.from({ length: 12 }, (_, i) => 100 + 1.6449 * ((i % 3) - 1)),
  saleProbability: new Float32Array(4).fill(1),
});

/** Forecasts of a normal of deviation 1, where the truth strays twice as far. */
function tooSure(count: number): BlendedForecast[] {
  const random = seededRandom(5);
  return Array.from({ length: count }, (_, s) => ({
    ...forecast(),
    ...{ segment: "smooth", half: (s % 2) as 0 | 1, scale: 1, weight: 1 },
    actual: Float32Array.from({ length: 4 }, () => 100 + 2 * random.normal()),
  }));
}

test("spread and offsets together bring quantiles to where they cover their share", () => {
  const one = forecast();
  correctForecast(learnCorrections(tooSure(2000), settings), "smooth", one, settings);
  expect(one.quantiles[0]).toBeCloseTo(100 - 2 * 1.6449, 0);
  expect(one.quantiles[2]).toBeCloseTo(100 + 2 * 1.6449, 0);
});

test("corrections of an earlier version, which knew no spread, do what they did", () => {
  const { spread, ...earlier } = learnCorrections([], settings);
  const one = forecast();
  correctForecast(earlier, "smooth", one, settings);
  expect(spread).toEqual({ overall: 1, segments: {} });
  expect(one.quantiles).toEqual(forecast().quantiles);
});
