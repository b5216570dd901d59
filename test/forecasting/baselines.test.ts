import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { type BaselineName, baselineNames, forecastBaselines } from "#lib/forecasting/baselines.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";

const settings = (over: Partial<ForecastSettings> = {}): ForecastSettings => ({
  season: 7,
  horizon: 14,
  levels: [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95],
  nonNegative: true,
  wholeNumbers: true,
  ...over,
});

const allObserved = (periods: number) => new Uint8Array(periods);
const historyOf = (periods: number, value: (t: number) => number) =>
  Float32Array.from({ length: periods }, (_, t) => value(t));

const histories = fc.integer({ min: 0, max: 60 }).chain((length) =>
  fc.record({
    history: fc.array(fc.oneof(fc.constant(0), fc.integer({ min: 0, max: 40 })), {
      minLength: length,
      maxLength: length,
    }),
    state: fc.array(fc.constantFrom(0, 0, 0, 1, 2, 3), { minLength: length, maxLength: length }),
  }),
);

describe.each(baselineNames)("%s", (name) => {
  const forecast = (history: Float32Array, state: Uint8Array, over = {}) =>
    forecastBaselines(history, state, [name], settings(over))[0];

  test("gives finite, non-negative quantiles that never cross, whatever the history", () => {
    fc.assert(
      fc.property(histories, ({ history, state }) => {
        const { mean, quantiles, saleProbability } = forecast(
          Float32Array.from(history),
          Uint8Array.from(state),
        );
        expect([...mean, ...quantiles].every((value) => value >= 0 && Number.isFinite(value))).toBe(
          true,
        );
        expect(saleProbability.every((p) => p >= 0 && p <= 1)).toBe(true);
        expect(rises(quantiles, 7)).toBe(true);
      }),
    );
  });

  test("never reads a value that was not observed", () => {
    fc.assert(
      fc.property(histories, fc.integer({ min: 0, max: 999 }), ({ history, state }, other) => {
        const marks = Uint8Array.from(state);
        const changed = history.map((value, t) => (state[t] === 0 ? value : other));
        expect(forecast(Float32Array.from(changed), marks)).toEqual(
          forecast(Float32Array.from(history), marks),
        );
      }),
    );
  });

  test("forecasts nothing of a series of which nothing was observed", () => {
    const { mean, saleProbability } = forecast(
      historyOf(20, () => 5),
      new Uint8Array(20).fill(1),
    );
    expect([...mean, ...saleProbability].every((value) => value === 0)).toBe(true);
  });

  test("covers steady demand with its 80% interval 80% of the time, within 6 points", () => {
    const rare = name === "croston" || name === "tsb";
    const { covered, sold, probability } = steadyDemand(name, rare ? 0.5 : 20);
    // Few counts: whole numbers cover more than they promise.
    expect(covered).toBeGreaterThan(rare ? 0.85 : 0.74);
    expect(covered).toBeLessThan(rare ? 0.99 : 0.86);
    expect(probability).toBeCloseTo(sold, 1);
  });
});

/** Shares of a season ahead that the 80% interval covered, that sold, and that were said to sell. */
function steadyDemand(name: BaselineName, level: number) {
  const random = seededRandom(11, name);
  const draw = () => poisson(level, random.uniform);
  const trials = 300;
  const shares = { covered: 0, sold: 0, probability: 0 };
  for (let trial = 0; trial < trials; trial++) {
    const history = historyOf(200, draw);
    const [{ quantiles, saleProbability }] = forecastBaselines(
      history,
      allObserved(200),
      [name],
      settings({ horizon: 7 }),
    );
    for (let h = 0; h < 7; h++) {
      const actual = draw();
      const inside = actual >= quantiles[h * 7 + 1] && actual <= quantiles[h * 7 + 5];
      shares.covered += Number(inside) / (7 * trials);
      shares.sold += Number(actual > 0) / (7 * trials);
      shares.probability += saleProbability[h] / (7 * trials);
    }
  }
  return shares;
}

/** Whether each run of `count` values never falls. */
const rises = (values: Float32Array, count: number) =>
  values.every((value, i) => i % count === 0 || value >= values[i - 1]);

describe("a history that repeats its week", () => {
  const week = [10, 12, 14, 16, 30, 40, 4];
  const history = historyOf(140, (t) => week[t % 7]);

  test.each(["seasonal-naive", "ets", "theta"] as const)("is repeated by %s", (name) => {
    const { mean } = forecastBaselines(history, allObserved(140), [name], settings())[0];
    for (let h = 0; h < 14; h++) expect(mean[h]).toBeCloseTo(week[h % 7], 0);
  });
});

test("a growing error spread: seasonal naive is √2 wider in the second season", () => {
  const random = seededRandom(5);
  const history = historyOf(350, () => 100 + 5 * random.normal());
  const { quantiles, mean } = forecastBaselines(
    history,
    allObserved(350),
    ["seasonal-naive"],
    settings(),
  )[0];
  const reach = (h: number) => quantiles[h * 7 + 6] - mean[h];
  expect(reach(7 + 3) / reach(3)).toBeCloseTo(Math.SQRT2, 4);
});

test("theta drifts by half the slope of the history", () => {
  const random = seededRandom(3);
  const history = historyOf(200, (t) => 50 + 0.4 * t + random.normal());
  const { mean } = forecastBaselines(
    history,
    allObserved(200),
    ["theta"],
    settings({ season: 1 }),
  )[0];
  expect((mean[13] - mean[0]) / 13).toBeCloseTo(0.2, 2);
});

test("ets follows a trend that holds, and damps it", () => {
  const random = seededRandom(4);
  const history = historyOf(200, (t) => 50 + t + random.normal());
  const { mean } = forecastBaselines(
    history,
    allObserved(200),
    ["ets"],
    settings({ season: 1 }),
  )[0];
  expect(mean[0]).toBeGreaterThan(249);
  expect(mean[13]).toBeGreaterThan(mean[0] + 7);
  expect(mean[13] - mean[0]).toBeLessThan(13.5);
});

test("a price may fall below zero only where the target may", () => {
  const falling = historyOf(60, (t) => 30 - t);
  const signed = settings({ season: 1, nonNegative: false });
  expect(forecastBaselines(falling, allObserved(60), ["ets"], signed)[0].mean[0]).toBeLessThan(-29);
});

/** Knuth's multiplication method. */
function poisson(mean: number, uniform: () => number): number {
  const limit = Math.exp(-mean);
  let count = -1;
  for (let product = 1; product > limit; count++) product *= uniform();
  return count;
}
