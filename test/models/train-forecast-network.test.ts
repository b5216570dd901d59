import { describe, expect, test } from "vitest";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import { decodeForecastModel, encodeForecastModel } from "#lib/models/forecast-model.ts";
import type { LearnedForecast } from "#lib/models/forecaster.ts";
import { describeDataset, preparedShard } from "#test/support/models/prepared.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { forecastOnce, levels, train } from "#test/support/models/train.ts";

const { dataset, shards } = promotedShop();
const { horizon, cutoffPeriod: end } = dataset;
const cutoffPeriod = end - horizon;
const model = await train(shards, { dataset, cutoffPeriod });
const [shard] = shards as [PreparedShard, PreparedShard];
const forecast = await forecastOnce(model, shard, cutoffPeriod);
const middle = levels.indexOf(0.5);

const indexOf = (of: PreparedShard, series: number, period: number): number =>
  (of.offsets[series] as number) + period - (of.firstPeriod[series] as number);

/** Mean |y − ŷ| of all steps after the cutoff. */
function meanError(of: PreparedShard, guess: (series: number, step: number) => number): number {
  let total = 0;
  for (let series = 0; series < of.item.length; series++) {
    for (let step = 1; step <= horizon; step++) {
      const actual = of.target[indexOf(of, series, cutoffPeriod + step)] as number;
      total += Math.abs(actual - guess(series, step));
    }
  }
  return total / of.item.length / horizon;
}

/** The shard with all that lies after the cutoff replaced, known covariates too if asked. */
function otherFuture(of: PreparedShard, changesKnown: boolean): PreparedShard {
  const target = of.target.slice();
  const state = of.state.slice();
  const footfall = (of.past.get("footfall") as Float32Array).slice();
  const promotion = (of.known.get("promotion") as Float32Array).slice();
  for (let series = 0; series < of.item.length; series++) {
    for (let period = cutoffPeriod + 1; period <= end; period++) {
      const at = indexOf(of, series, period);
      target[at] = 1e6;
      state[at] = periodState.closed;
      footfall[at] = -1e6;
    }
    const known = indexOf(of, series, cutoffPeriod) + series * horizon;
    if (changesKnown) promotion.fill(5, known + 1, known + 1 + 2 * horizon);
  }
  return {
    ...of,
    target,
    state,
    past: new Map([["footfall", footfall]]),
    known: new Map([["promotion", promotion]]),
  };
}

function expectOrdered({ quantiles, mean, saleProbability }: LearnedForecast): void {
  for (let at = 0; at < quantiles.length; at++) {
    expect(quantiles[at]).toBeGreaterThanOrEqual(0);
    if (at % levels.length > 0) {
      expect(quantiles[at]).toBeGreaterThanOrEqual(quantiles[at - 1] as number);
    }
  }
  expect(mean.every((value) => Number.isFinite(value) && value >= 0)).toBe(true);
  expect(saleProbability.every((value) => value >= 0 && value <= 1)).toBe(true);
}

describe("what is learnt", () => {
  test("the median halves the error of repeating last week where promotions are known", () => {
    const network = meanError(shard, (series, step) => {
      const at = (series * horizon + step - 1) * levels.length + middle;
      return forecast.quantiles[at] as number;
    });
    const naive = meanError(shard, (series, step) => {
      const lastWeek = indexOf(shard, series, cutoffPeriod + step - 7);
      return shard.target[lastWeek] as number;
    });
    expect(network).toBeLessThan(0.5 * naive);
  });

  test("a promotion that is planned for tomorrow more than halves again tomorrow's forecast", async () => {
    const planned = (value: number): PreparedShard => {
      const promotion = (shard.known.get("promotion") as Float32Array).slice();
      for (let series = 0; series < shard.item.length; series++) {
        promotion[indexOf(shard, series, cutoffPeriod + 1) + series * horizon] = value;
      }
      return { ...shard, known: new Map([["promotion", promotion]]) };
    };
    const tomorrow = async (value: number) => {
      const { mean } = await forecastOnce(model, planned(value), cutoffPeriod);
      return shard.item.reduce((sum, _, series) => sum + (mean[series * horizon] as number), 0);
    };
    expect(await tomorrow(1)).toBeGreaterThan(1.5 * (await tomorrow(0)));
  });

  test("an item without any sale yet is forecast by its category", async () => {
    const [first, second] = (shard.statics.get("item.category") as Int32Array).subarray(0, 2);
    expect([first, second]).toEqual([1, 2]);
    const { mean, ...rest } = await forecastOnce(model, shard, dataset.firstPeriod - 20);
    expectOrdered({ mean, ...rest });
    const small = mean.subarray(0, horizon).reduce((sum, value) => sum + value, 0);
    const large = mean.subarray(horizon, 2 * horizon).reduce((sum, value) => sum + value, 0);
    expect(large).toBeGreaterThan(3 * small);
  });
});

describe("what may not be known", () => {
  test("nothing after the cutoff changes a byte of the model", async () => {
    const others = shards.map((one) => otherFuture(one, true));
    const again = await train(others, { dataset, cutoffPeriod });
    expect(encodeForecastModel(again)).toEqual(encodeForecastModel(model));
  });

  test("nothing after the cutoff but known covariates changes a byte of a forecast", async () => {
    expect(await forecastOnce(model, otherFuture(shard, false), cutoffPeriod)).toEqual(forecast);
    const { mean } = await forecastOnce(model, otherFuture(shard, true), cutoffPeriod);
    expect(mean).not.toEqual(forecast.mean);
  });

  test("what stands where nothing was observed is never read", async () => {
    const hidden = shards.map((one) => {
      const state = one.state.map((value, at) => (at % 11 === 0 ? periodState.outOfStock : value));
      return { ...one, state };
    });
    const garbage = hidden.map((one) => ({
      ...one,
      target: one.target.map((value, at) => (at % 11 === 0 ? 1e6 : value)),
    }));
    const [plain, strange] = [
      await train(hidden, { dataset, cutoffPeriod }),
      await train(garbage, { dataset, cutoffPeriod }),
    ];
    expect(encodeForecastModel(strange)).toEqual(encodeForecastModel(plain));
  });
});

describe("what always holds", () => {
  test("quantiles rise, from 0 on, from any cutoff", async () => {
    expectOrdered(forecast);
    for (const at of [dataset.firstPeriod - 1, dataset.firstPeriod + 3, end]) {
      expectOrdered(await forecastOnce(model, shard, at));
    }
  });

  test("the same seed gives the same bytes, another gives others", async () => {
    const bytes = encodeForecastModel(model);
    expect(encodeForecastModel(await train(shards, { dataset, cutoffPeriod }))).toEqual(bytes);
    const other = await train(shards, { dataset, cutoffPeriod, seed: 2 });
    expect(encodeForecastModel(other)).not.toEqual(bytes);
  });

  test("a model read back from its bytes gives the same forecast", async () => {
    const read = decodeForecastModel(encodeForecastModel(model));
    expect(read.plan).toEqual(model.plan);
    expect(await forecastOnce(read, shard, cutoffPeriod)).toEqual(forecast);
  });

  test("other bytes are refused as a model", () => {
    expect(() => decodeForecastModel(new Uint8Array(100))).toThrow(
      expect.objectContaining({ code: "NOT_A_FORECAST_MODEL" }),
    );
  });

  test("items' text tells apart those that never sold", async () => {
    const vectors = Float32Array.from(
      shards.flatMap(({ statics }) => [...(statics.get("item.category") as Int32Array)]),
      (category) => (category === 1 ? -1 : 1),
    );
    const rows = shards.map((one, at) => ({
      ...one,
      itemRow: one.itemRow.map((row) => row + at * (shards[0] as PreparedShard).item.length),
      statics: new Map(),
    }));
    const text = { width: 1, vectors };
    const plain = { ...dataset, statics: [] };
    const read = await train(rows, { dataset: plain, cutoffPeriod, text });
    const [first] = rows;
    const { mean } = await forecastOnce(
      read,
      first as PreparedShard,
      dataset.firstPeriod - 20,
      text,
    );
    expect(mean[horizon]).toBeGreaterThan(3 * (mean[0] as number));
  });

  test("a target that may be negative is forecast below 0", async () => {
    const values = (i: number) => Array.from({ length: 60 }, (_, t) => ((t + i) % 7) - 8);
    const series = [0, 1, 2].map((i) => ({
      item: `${i}`,
      firstPeriod: 20_000,
      values: values(i),
    }));
    const one = preparedShard(series);
    const losses = describeDataset([one], { frequency: "day", season: 7, horizon: 7 });
    const signed = await train([one], { dataset: losses, cutoffPeriod: losses.cutoffPeriod });
    const { mean, quantiles } = await forecastOnce(signed, one, losses.cutoffPeriod);
    expect(mean.every((value) => value < 0)).toBe(true);
    expect(quantiles.every((value) => value < 0)).toBe(true);
  });

  test("data without a single value to learn from are refused", async () => {
    const empty = preparedShard([{ item: "a", firstPeriod: 20_000, values: [Number.NaN] }]);
    const none = describeDataset([empty], { frequency: "day", season: 7, horizon: 7 });
    await expect(train([empty], { dataset: none, cutoffPeriod: 20_000 })).rejects.toMatchObject({
      code: "NOTHING_TO_LEARN",
    });
  });
});
