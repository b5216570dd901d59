import { beforeAll, describe, expect, test } from "vitest";
import { explainShard } from "#lib/candidates/explain-shard.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { noLaunches } from "#lib/contracts/expected-levels.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { blendOf } from "#lib/forecasting/blend.ts";
import { decodeExplanationShard, encodeExplanationShard } from "#lib/lake/explanation-shards.ts";
import { openExplainer } from "#lib/models/explainer.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import { openForecaster } from "#lib/models/forecaster.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { levels, train } from "#test/support/models/train.ts";

const { dataset, shards } = promotedShop({ items: 24, periods: 120 });
const { cutoffPeriod, horizon } = dataset;
const [shard] = shards as [PreparedShard];
let model: ForecastModel;
beforeAll(async () => {
  model = await train(shards, { dataset, cutoffPeriod });
});

async function explainBy(
  members: readonly string[],
  series: PreparedShard = shard,
  told: Partial<Parameters<typeof explainShard>[2]> = {},
) {
  const blend = blendOf(
    members,
    members.map(() => 1 / members.length),
  );
  const overall = { blend, gain: 0, samples: 1, reason: "The test says so." };
  const scoring = {
    cutoffPeriod,
    settings: { season: 7, horizon, levels, nonNegative: true, wholeNumbers: true },
    forecaster: await openForecaster(model, { threads: 1 }),
    explainer: await openExplainer(model, { threads: 1 }),
    selection: { overall, segments: {} },
    corrections: undefined,
    ...told,
  };
  const { forecasts } = await scoreShard(series, scoring);
  return { forecasts, explained: await explainShard(series, forecasts, scoring) };
}

describe.each([
  [["network"]],
  [["boosted"]],
  [["network", "boosted", "ets"]],
  [["ets"]],
  [["seasonal-naive"]],
])("%s", (members) => {
  test("baseline and contributions add up to the mean of every series", async () => {
    const { forecasts, explained } = await explainBy(members);
    const { baseline, contributions, groups } = explained;
    for (const s of shard.item.keys()) {
      const mean = forecasts.mean.subarray(s * horizon, (s + 1) * horizon);
      const parts = contributions.subarray(s * groups.length, (s + 1) * groups.length);
      const total = mean.reduce((sum, value) => sum + value, 0);
      const explainedTotal = parts.reduce((sum, part) => sum + part, baseline[s] as number);
      expect(explainedTotal / total).toBeCloseTo(1, 4);
      const other = parts[groups.indexOf("other")] as number;
      expect(Math.abs(other) / total).toBeLessThan(0.04);
    }
  });
});

test("a forecast that reads no promotion is not explained by one", async () => {
  const { explained } = await explainBy(["ets"]);
  const promotion = explained.groups.indexOf("promotion");
  for (const s of shard.item.keys()) {
    expect(explained.contributions[s * explained.groups.length + promotion]).toBe(0);
  }
});

test("a series that never sold names the items that it was learned from, others none", async () => {
  const sold = shard.target.slice();
  sold.fill(0, shard.offsets[3], shard.offsets[4]);
  const analogues = Int32Array.from({ length: 3 * shard.item.length }, (_, at) => at);
  const ofItem = new Float32Array(shard.item.length);
  const places = { ofLocation: new Float32Array(), launches: noLaunches };
  const expected = { ofItem, error: ofItem, analogues, ...places };
  const { explained } = await explainBy(["network"], { ...shard, target: sold }, { expected });
  expect([...explained.analogues.subarray(6, 15)]).toEqual([-1, -1, -1, 9, 10, 11, -1, -1, -1]);
  const apart = { ...shard, target: sold };
  const own = await explainBy(["ets"], apart, { expected });
  expect(own.explained.analogues.every((row) => row === -1)).toBe(true);
  const wordless = { isUsed: false, gain: -0.1, samples: 50 };
  const words = { overall: wordless, segments: {} };
  const unused = await explainBy(["network"], apart, { expected, words });
  expect(unused.explained.analogues.every((row) => row === -1)).toBe(true);
});

test("explanations come back from the lake as they were", async () => {
  const { explained } = await explainBy(["network"]);
  expect(decodeExplanationShard(encodeExplanationShard(explained), "file")).toEqual(explained);
});
