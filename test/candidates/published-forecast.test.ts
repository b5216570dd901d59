import { beforeAll, describe, expect, test } from "vitest";
import { boundedShard } from "#lib/candidates/bounded-shard.ts";
import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { memberNames } from "#lib/candidates/member-forecasts.ts";
import { type Scoring, scoreShard } from "#lib/candidates/score-shard.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { blendOf } from "#lib/forecasting/blend.ts";
import { observeSeries } from "#lib/forecasting/observed-series.ts";
import { spikeBound } from "#lib/forecasting/spike-bound.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import { openForecaster } from "#lib/models/forecaster.ts";
import {
  describeDataset,
  preparedShard,
  type SeriesByHand,
} from "#test/support/models/prepared.ts";
import { train } from "#test/support/models/train.ts";

const [horizon, periods, firstPeriod] = [7, 140, 20_000];

/** Daily sales of many kinds: steady, rare, lumpy, new, and two that never sold. */
const shop = ((): SeriesByHand[] => {
  const random = seededRandom(5, "published forecast");
  return Array.from({ length: 24 }, (_, i) => {
    const length = i % 6 === 5 ? 12 : periods;
    const rate = i >= 22 ? 0 : i % 3 === 0 ? 0.15 : 1;
    const values = Array.from({ length }, (_v, t) =>
      random.uniform() < rate
        ? Math.round((t % 7 < 2 ? 9 : 4) * Math.exp(0.4 * random.normal()))
        : 0,
    );
    return { item: `item-${i}`, firstPeriod: firstPeriod + periods - length, values };
  });
})();

const shard = preparedShard(shop);
const dataset = describeDataset([shard], { frequency: "day", season: 7, horizon });
const levels = [0.05, 0.25, 0.5, 0.75, 0.95];
const settings = forecastSettings(dataset, levels);
/** Leaves two horizons to change without anything being told. */
const cutoffPeriod = dataset.cutoffPeriod - 2 * horizon;
const everyone = blendOf(
  memberNames,
  memberNames.map(() => 1 / memberNames.length),
);

const learn = (given: PreparedShard): Promise<ForecastModel> =>
  train([boundedShard(given, cutoffPeriod)], { dataset, cutoffPeriod });

async function publish(given: PreparedShard, model: ForecastModel) {
  const forecaster = await openForecaster(model, { threads: 1 });
  const overall = { blend: everyone, gain: 0, samples: 1, reason: "" };
  const selection = { overall, segments: {} };
  const scoring: Scoring = {
    ...{
      cutoffPeriod,
      settings,
      forecaster,
      selection,
      corrections: undefined,
    },
  };
  const { forecasts } = await scoreShard(given, scoring);
  await forecaster.close();
  return forecasts;
}

/** The shard with the value of `series` at `period` replaced. */
function altered(series: number, period: number, value: number): PreparedShard {
  const target = shard.target.slice();
  target[(shard.offsets[series] as number) + period] = value;
  return { ...shard, target };
}

let model: ForecastModel;
beforeAll(async () => {
  model = await learn(shard);
});

describe("what is published", () => {
  test("is a number, never negative, does not cross, and is at most 10 times the largest seen", async () => {
    const { mean, quantiles, saleProbability } = await publish(shard, model);
    expect([...mean, ...saleProbability].every(Number.isFinite)).toBe(true);
    for (const [s] of shard.item.entries()) {
      const seen = shard.target.subarray(shard.offsets[s], shard.offsets[s + 1]);
      const most = seen.some((value) => value > 0) ? 10 * Math.max(...seen) : 1e6;
      for (let at = s * horizon; at < (s + 1) * horizon; at++) {
        const row = [...quantiles.subarray(at * levels.length, (at + 1) * levels.length)];
        expect(row).toEqual([...row].sort((a, b) => a - b));
        expect(Math.min(...row, mean[at] as number)).toBeGreaterThanOrEqual(0);
        expect(Math.max(...row, mean[at] as number)).toBeLessThanOrEqual(most);
        expect(saleProbability[at]).toBeLessThanOrEqual(1);
      }
    }
  });

  test("does not change by a byte whatever came after the cutoff, training included", async () => {
    const told = await publish(shard, model);
    const target = shard.target.map((value, at) => {
      const series = shard.offsets.findLastIndex((offset) => offset <= at);
      const period = (shard.firstPeriod[series] as number) + at - (shard.offsets[series] as number);
      return period > cutoffPeriod ? 7777 + at : value;
    });
    const other = { ...shard, target };
    expect(await publish(other, await learn(other))).toEqual(told);
  });

  test("takes one absurd row for no more than the bound of its series, however large", async () => {
    const series = 1;
    const absurd = altered(series, 100, 1e7);
    const told = await publish(shard, model);
    const moved = await publish(absurd, model);
    expect(await publish(altered(series, 100, 1e6), model)).toEqual(moved);
    const { target, state } = {
      target: absurd.target.slice(periods, 2 * periods),
      state: new Uint8Array(periods),
    };
    const bound = spikeBound(Float64Array.from(target));
    expect(Math.max(...observeSeries(target, state).values)).toBe(bound);
    for (const [i, value] of moved.quantiles.entries()) {
      expect(Math.abs(value - (told.quantiles[i] as number))).toBeLessThan(bound);
    }
  });

  test("an absurd row teaches the model no more than the bound of its series", () => {
    const learned = (value: number) => boundedShard(altered(1, 100, value), cutoffPeriod).target;
    expect(learned(1e9)).toEqual(learned(1e5));
    expect(boundedShard(altered(1, 100, 1e9), firstPeriod + 99).target).toContain(1e9);
  });
});
