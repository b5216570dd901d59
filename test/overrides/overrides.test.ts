import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { OverrideEntry } from "#lib/contracts/api-answers.ts";
import type { AppliedCorrection, SeriesOverrides } from "#lib/contracts/corrections.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { periodOfDate } from "#lib/domain/period.ts";
import { moveTo } from "#lib/forecasting/move-forecast.ts";
import { applyOverrides, bySeries } from "#lib/overrides/apply-overrides.ts";
import { CorrectionGauge } from "#lib/overrides/correction-score.ts";
import { explainCorrections } from "#lib/overrides/explain-corrections.ts";
import { preparedShard } from "#test/support/models/prepared.ts";

const day = (n: number) => parseBusinessDate(`2026-04-0${n}`);
const dates = [1, 2, 3].map(day);
const calendar = { frequency: "day", weekStart: 0 } as const;

const entry = (
  action: OverrideEntry["action"],
  value: number | null,
  from = 1,
  to = 3,
): OverrideEntry => ({
  ...{ action, value, from: day(from), to: day(to) },
  ...{ reason: "a fair", by: "ann", at: "2026-03-31T12:00:00Z", run: "r" },
});

/** Two series of three days: means 10, 20, 30 and 0, 0, 0; quantiles at 0.5 and 1.5 times the mean. */
const forecasts = (): ForecastShard => ({
  shard: 0,
  item: ["TEA", "JAM"],
  location: ["north", "north"],
  mean: Float32Array.of(10, 20, 30, 0, 0, 0),
  quantiles: Float32Array.of(5, 15, 10, 30, 15, 45, 0, 0, 0, 0, 0, 0),
  saleProbability: Float32Array.of(0.75, 0.75, 0.75, 0, 0, 0),
  method: ["network", "ets"],
  segment: ["smooth", "lumpy"],
});

const tea = (...overrides: OverrideEntry[]): SeriesOverrides[] => [
  { item: "TEA", location: "north", overrides },
];

function apply(all: readonly SeriesOverrides[]) {
  const shard = forecasts();
  const applied = applyOverrides(shard, bySeries(all), dates, true);
  return { shard, applied };
}

describe("applyOverrides", () => {
  test("sets the mean of the dates named, and keeps the model's own number", () => {
    const { shard, applied } = apply(tea(entry("set", 40, 2, 2)));
    expect([...shard.mean.subarray(0, 3)]).toEqual([10, 40, 30]);
    const named = { item: "TEA", location: "north", date: day(2), step: 2 };
    const because = { reason: "a fair", by: "ann" };
    expect(applied).toEqual([{ ...named, model: 20, corrected: 40, ...because }]);
  });

  test("doubles mean and quantiles alike: the model stays as sure as it was", () => {
    const { shard } = apply(tea(entry("multiply", 2)));
    expect([...shard.mean.subarray(0, 3)]).toEqual([20, 40, 60]);
    expect([...shard.quantiles.subarray(0, 6)]).toEqual([10, 30, 20, 60, 30, 90]);
    // Sold with 3 in 4: twice as many chances are missed together with 1 in 16.
    expect(shard.saleProbability[0]).toBeCloseTo(1 - 1 / 16, 6);
  });

  test.each([
    ["the latest holds", [entry("set", 40), entry("set", 50)], [50, 50, 50]],
    [
      "where it does not reach, the one before",
      [entry("set", 40), entry("set", 50, 3, 3)],
      [40, 40, 50],
    ],
    [
      "withdrawn, the model's own number stands",
      [entry("set", 40), entry("withdraw", null, 2, 3)],
      [40, 20, 30],
    ],
    [
      "two multiplications are not taken twice",
      [entry("multiply", 3), entry("multiply", 2)],
      [20, 40, 60],
    ],
  ])("%s", (_case, overrides, expected) => {
    expect([...apply(tea(...overrides)).shard.mean.subarray(0, 3)]).toEqual(expected);
  });

  test("touches no other series", () => {
    const { shard } = apply(tea(entry("set", 40)));
    expect([...shard.mean.subarray(3)]).toEqual([0, 0, 0]);
  });

  test("gives a series forecast at nothing what was set, and a Poisson count's chance of a sale", () => {
    const jam = [{ item: "JAM", location: "north", overrides: [entry("set", 2)] }];
    const { shard } = apply(jam);
    expect([...shard.quantiles.subarray(6)]).toEqual([2, 2, 2, 2, 2, 2]);
    expect(shard.saleProbability[3]).toBeCloseTo(1 - Math.exp(-2), 6);
  });
});

test("a moved period crosses no quantiles and keeps probabilities within 0 and 1", () => {
  const amount = fc.integer({ min: 0, max: 1000 });
  fc.assert(
    fc.property(
      amount,
      amount,
      amount,
      amount,
      fc.boolean(),
      (mean, low, high, to, nonNegative) => {
        const period = {
          mean: Float32Array.of(mean),
          quantiles: Float32Array.of(Math.min(low, high), Math.max(low, high)),
          saleProbability: Float32Array.of(mean > 0 ? 0.5 : 0),
        };
        moveTo(period, to, nonNegative);
        expect(period.mean[0]).toBe(to);
        expect(period.quantiles[0]).toBeLessThanOrEqual(period.quantiles[1] as number);
        expect(period.saleProbability[0]).toBeGreaterThanOrEqual(0);
        expect(period.saleProbability[0]).toBeLessThanOrEqual(1);
      },
    ),
  );
});

test("what planners add is explained as theirs, so that the parts add up to what is published", () => {
  const { shard, applied } = apply(tea(entry("multiply", 2)));
  const explained = explainCorrections(
    {
      ...{ shard: 0, item: shard.item, location: shard.location, groups: ["level"] },
      analogues: new Int32Array(),
      ...{ baseline: Float32Array.of(50, 0), contributions: Float32Array.of(10, 0) },
    },
    applied,
  );
  expect(explained.groups).toEqual(["level", "correction"]);
  expect([...explained.contributions]).toEqual([10, 60, 0, 0]);
});

describe("CorrectionGauge", () => {
  const sold = preparedShard([
    { item: "TEA", firstPeriod: periodOfDate(day(1), calendar), values: [12, Number.NaN, 33] },
  ]);
  const correction = (date: number, model: number, corrected: number, by = "ann") =>
    ({
      ...{ item: "TEA", location: "all", date: day(date), step: date },
      ...{ model, corrected, reason: "a fair", by },
    }) satisfies AppliedCorrection;

  function score(...publications: AppliedCorrection[][]) {
    const gauge = new CorrectionGauge(calendar, publications);
    gauge.add(sold);
    return gauge.finish();
  }

  test("holds model and planner to what sold, where that is known", () => {
    const both = [correction(1, 10, 14), correction(2, 10, 14), correction(3, 30, 36, "bob")];
    expect(score(both)).toEqual({
      ...{ periods: 2, modelError: 2 + 3, correctedError: 2 + 3 },
      planners: [
        { by: "ann", periods: 1, modelError: 2, correctedError: 2 },
        { by: "bob", periods: 1, modelError: 3, correctedError: 3 },
      ],
    });
  });

  test("counts a period that many nights corrected once, as the last had it", () => {
    const { periods, correctedError } = score([correction(1, 10, 13)], [correction(1, 10, 99)]);
    expect([periods, correctedError]).toEqual([1, 1]);
  });

  test("waits for what has not come yet", () => {
    expect(score([correction(9, 10, 14)]).periods).toBe(0);
  });
});
