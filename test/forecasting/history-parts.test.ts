import fc from "fast-check";
import { expect, test } from "vitest";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { historyParts } from "#lib/forecasting/history-parts.ts";

const settings: ForecastSettings = {
  season: 7,
  horizon: 10,
  levels: [0.5],
  nonNegative: true,
  wholeNumbers: false,
};
const week = [0.2, 0.8, 1, 1, 1, 1.4, 1.6];
const weekly = Float32Array.from({ length: 140 }, (_, t) => 100 * week[t % 7]);

test("a week that goes on is its level and its season, and no trend", () => {
  // The ten days ahead repeat the first three days of the week: 700 + 20 + 80 + 100.
  const parts = historyParts(weekly, new Uint8Array(140), 900, settings);
  // 20 days before the cutoff: 1400 and the last six days of a week.
  expect(parts.baseline).toBeCloseTo((10 * (1400 + 680)) / 20, 3);
  expect(parts.baseline + parts.level).toBeCloseTo(1000, 3);
  expect(parts.season).toBeCloseTo(-100, 3);
  expect(parts.trend).toBeCloseTo(0, 3);
});

test("what a forecast adds to level and season is trend", () => {
  const parts = historyParts(weekly, new Uint8Array(140), 900 + 55, settings);
  expect(parts.trend).toBeCloseTo(55, 3);
});

test("the parts of any forecast add up to it, whatever the history", () => {
  const values = fc.array(fc.integer({ min: 0, max: 99 }), { maxLength: 40 });
  fc.assert(
    fc.property(
      values,
      fc.integer({ min: 0, max: 999 }),
      fc.boolean(),
      (history, total, signed) => {
        const state = new Uint8Array(history.length);
        const given = { ...settings, nonNegative: !signed };
        const parts = historyParts(Float32Array.from(history), state, total, given);
        const { baseline, level, season, trend } = parts;
        expect(baseline + level + season + trend).toBeCloseTo(total, 6);
      },
    ),
  );
});
