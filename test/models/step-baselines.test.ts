import { expect, test } from "vitest";
import { planForecast } from "#lib/models/forecast-plan.ts";
import { StatisticsReader } from "#lib/models/input-statistics.ts";
import { RecentHistory } from "#lib/models/recent-history.ts";
import { baselineCount, windowLevels, writeBaselines } from "#lib/models/step-baselines.ts";
import { windowScale } from "#lib/models/window-scale.ts";
import { describeDataset, preparedShard } from "#test/support/models/prepared.ts";

/** Baselines of `step`, in units, for one monthly series that ends at the origin. */
function monthlyBaselines(values: readonly number[], step: number): readonly number[] {
  const shard = preparedShard([{ item: "a", firstPeriod: 600, values }]);
  const dataset = describeDataset([shard], { frequency: "month", season: 12, horizon: 3 });
  const statistics = new StatisticsReader(dataset, dataset.cutoffPeriod);
  statistics.add(shard);
  const settings = {
    levels: [0.5],
    context: 0,
    textWidth: 0,
    expectsLevels: false,
    lastPeriod: dataset.cutoffPeriod,
  };
  const plan = planForecast(dataset, statistics.finish(), settings);
  const history = new RecentHistory(plan.windows.reach, plan.windows.context);
  history.fill({ shard, series: 0, origin: dataset.cutoffPeriod });
  const window = windowScale(history, plan);
  const out = new Float32Array(baselineCount);
  writeBaselines({ history, plan, window, levels: windowLevels(history, plan) }, step, out, 0);
  return [...out].map((value) => value * window.scale);
}

test("a steady series has its level as every baseline", () => {
  const baselines = monthlyBaselines(new Array(36).fill(8), 2);
  for (const baseline of baselines) expect(baseline).toBeCloseTo(8, 4);
});

test("a season that repeats is met by seasonal naive, phase mean and profile", () => {
  const season = [10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 10, 34];
  const [recent, context, , , naive, phase, profile] = monthlyBaselines(
    [...season, ...season, ...season.slice(0, 11)],
    1,
  ) as [number, number, number, number, number, number, number];
  expect(recent).toBeCloseTo(10, 4);
  expect(context).toBeCloseTo((22 * 10 + 2 * 34) / 24, 4);
  expect(naive).toBeCloseTo(34, 4);
  expect(phase).toBeCloseTo(34, 4);
  expect(profile).toBeCloseTo((34 / 12) * 10, 4);
});

test("a missing value is passed over by levels and by the phase mean", () => {
  const values = Array.from({ length: 24 }, (_, t) => (t === 12 ? Number.NaN : 6));
  for (const baseline of monthlyBaselines(values, 1)) expect(baseline).toBeCloseTo(6, 4);
});

test("one absurd value does not lift the levels by more than its cap", () => {
  const values = Array.from({ length: 24 }, (_, t) => (t === 23 ? 1e6 : 4));
  const [recent] = monthlyBaselines(values, 1) as [number];
  expect(recent).toBeLessThanOrEqual((3 * 4 + 40) / 4 + 1e-3);
});
