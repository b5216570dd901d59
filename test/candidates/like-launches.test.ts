import { describe, expect, test } from "vitest";
import { forecastUnsold, likeLaunches } from "#lib/candidates/like-launches.ts";
import { blankShardForecast } from "#lib/candidates/shard-forecast.ts";
import type { LaunchSales } from "#lib/contracts/expected-levels.ts";
import { preparedShard } from "#test/support/models/prepared.ts";

const horizon = 7;
const season = 7;
const settings = {
  ...{ season, horizon, levels: [0.1, 0.5, 0.9], nonNegative: true, wholeNumbers: true },
};

/** Two hundred launches on Monday 0 … 6; half expected to sell 1 a day and half 20, and they do, but on Sundays. */
const sells = (launch: number, period: number): number =>
  period % season === 6 ? 0 : launch < 100 ? 1 + (launch % 2) : 20 + (launch % 5);
const launches: LaunchSales = {
  expected: Float32Array.from({ length: 200 }, (_, i) => (i < 100 ? i / 1000 : 3 + i / 1000)),
  firstPeriod: Int32Array.from({ length: 200 }, (_, i) => i % season),
  sold: Float32Array.from({ length: 200 * horizon }, (_, at) => {
    const launch = Math.floor(at / horizon);
    return sells(launch, (launch % season) + (at % horizon));
  }),
};

describe("a series that never sold", () => {
  test.each([
    ["little", 0.05, [1, 1, 2], 1.5],
    ["much", 3.1, [20, 22, 24], 22],
  ])(
    "is drawn from the launches of which %s was expected, by the day of the week",
    (_case, expected, quantiles, mean) => {
      const forecast = likeLaunches(expected, 21, launches, settings);
      for (let h = 0; h < 6; h++) {
        expect([...(forecast?.quantiles.subarray(3 * h, 3 * h + 3) ?? [])]).toEqual(quantiles);
        // Other days count a little, Sundays among them.
        expect(Math.abs((forecast?.mean[h] as number) / mean - 1)).toBeLessThan(0.1);
        expect(forecast?.saleProbability[h]).toBeGreaterThan(0.9);
      }
      expect([...(forecast?.quantiles.subarray(18) ?? [])]).toEqual(
        [0, 0, 0].with(2, quantiles[0] === 1 ? 1 : 20),
      );
      expect(forecast?.saleProbability[6]).toBeLessThan(0.15);
    },
  );

  test("is not told by a few launches, nor where nothing is expected of it", () => {
    const few = { ...launches, expected: launches.expected.subarray(0, 20) };
    expect(likeLaunches(1, 0, few, settings)).toBeUndefined();
    expect(likeLaunches(Number.NaN, 0, launches, settings)).toBeUndefined();
  });

  test("alone is told so: what sold stays as it was, up to the cutoff", () => {
    const shard = preparedShard([
      { item: "new", firstPeriod: 14, values: [0, 0, 0, 9] },
      { item: "old", firstPeriod: 14, values: [0, 3, 0, 0] },
    ]);
    const into = blankShardForecast(2, horizon, 3);
    const expected = {
      ofItem: Float32Array.of(3.1, 3.1),
      ofLocation: new Float32Array(),
      error: Float32Array.of(1, 1),
      analogues: new Int32Array(6).fill(-1),
      launches,
    };
    forecastUnsold(shard, 16, expected, settings, into);
    expect(into.mean[0]).toBeGreaterThan(15);
    expect(into.mean.subarray(horizon).every((mean) => mean === 0)).toBe(true);
  });
});
