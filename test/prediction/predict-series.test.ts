import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { predictSeries } from "#lib/prediction/predict-series.ts";
import { openServingModel, type ServingModel } from "#lib/prediction/serving-model.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { train } from "#test/support/models/train.ts";
import { type TrainedRun, trainedRun } from "#test/support/prediction/trained-run.ts";

const { dataset, shards } = promotedShop();
const [shard] = shards as [(typeof shards)[number]];
const { cutoffPeriod, horizon } = dataset;
/** A series from the first day on. */
const row = 1;
const asked = { shard, row };
const dateAt = (days: number) => fromEpochDay(cutoffPeriod + days);
const total = (mean: readonly number[]) => mean.reduce((sum, value) => sum + value, 0);

let run: TrainedRun;
let serving: ServingModel;
beforeAll(async () => {
  run = await trainedRun(
    dataset,
    shards,
    "network",
    await train(shards, { dataset, cutoffPeriod }),
  );
  serving = await openServingModel(run.lake, run.run);
});
afterAll(async () => {
  await serving.close();
  await run.remove();
});

test("with nothing supposed, a series is forecast as the night forecast its shard", async () => {
  const { settings, trained, forecaster } = serving;
  const all = await scoreShard(shard, { ...trained, settings, forecaster, cutoffPeriod });
  const one = await predictSeries(serving, asked);
  expect(one.dates).toEqual(Array.from({ length: horizon }, (_, h) => dateAt(1 + h)));
  for (const [h, mean] of one.mean.entries()) {
    expect(mean).toBeCloseTo(all.forecasts.mean[row * horizon + h] as number, 4);
  }
  const width = horizon * settings.levels.length;
  const quantiles = all.forecasts.quantiles.subarray(row * width, (row + 1) * width);
  for (const [i, q] of one.quantiles.flat().entries()) {
    expect(q).toBeCloseTo(quantiles[i] as number, 4);
  }
});

test("a supposed promotion sells about the 2.5 times more that promotions always sold", async () => {
  const without = await predictSeries(serving, asked, { known: { promotion: 0 } });
  const with_ = await predictSeries(serving, asked, { known: { promotion: 1 } });
  const ratio = total(with_.mean) / total(without.mean);
  expect(ratio).toBeGreaterThan(1.8);
  expect(ratio).toBeLessThan(3.2);
});

test("a promotion of one day lifts that day alone", async () => {
  const promotion = Array.from({ length: horizon }, (_, h) => (h === 2 ? 1 : 0));
  const flat = await predictSeries(serving, asked, { known: { promotion: 0 } });
  const once = await predictSeries(serving, asked, { known: { promotion } });
  for (const [h, mean] of once.mean.entries()) {
    const usual = flat.mean[h] as number;
    if (h === 2) expect(mean).toBeGreaterThan(1.5 * usual);
    else expect(mean).toBeCloseTo(usual, 5);
  }
});

describe("history", () => {
  test("that goes on after the cutoff moves the forecast on, day by day", async () => {
    const history = { from: dateAt(1), values: [30, null, 28] };
    const moved = await predictSeries(serving, asked, { history });
    expect(moved.dates[0]).toBe(dateAt(4));
  });

  test("of doubled sales about doubles the forecast", async () => {
    const days = 56;
    const last = [...shard.target.subarray(0, shard.offsets[row + 1])].slice(-days);
    const history = { from: dateAt(1 - days), values: last.map((value) => 2 * value) };
    const known = { promotion: 0 };
    const usual = await predictSeries(serving, asked, { known });
    const doubled = await predictSeries(serving, asked, { known, history });
    const ratio = total(doubled.mean) / total(usual.mean);
    expect(ratio).toBeGreaterThan(1.5);
    expect(ratio).toBeLessThan(2.6);
  });

  test("of an item that nobody has seen gives it a forecast at its own level", async () => {
    const values = Array.from({ length: 60 }, (_, t) => 20 + (t % 3));
    const history = { from: dateAt(1 - values.length), values };
    const { mean } = await predictSeries(serving, { item: "new", location: "all" }, { history });
    expect(total(mean) / horizon).toBeGreaterThan(10);
    expect(total(mean) / horizon).toBeLessThan(40);
  });

  test.each([
    ["nothing", []],
    ["a negative sale", [3, -1]],
    ["no number", [Number.NaN]],
  ])("of %s is refused", async (_case, values) => {
    const asking = predictSeries(serving, asked, { history: { from: dateAt(1), values } });
    await expect(asking).rejects.toMatchObject({ code: "PREDICTION_HISTORY" });
  });

  test("from another century is refused", async () => {
    const history = { from: fromEpochDay(cutoffPeriod - 40_000), values: [1] };
    const asking = predictSeries(serving, asked, { history });
    await expect(asking).rejects.toMatchObject({ code: "PREDICTION_HISTORY" });
  });
});

test("a covariate that the model never saw ahead is refused, with those it may be asked about", async () => {
  const asking = predictSeries(serving, asked, { known: { price: 2 } });
  await expect(asking).rejects.toMatchObject({
    code: "PREDICTION_COVARIATE_UNKNOWN",
    message: expect.stringContaining("promotion"),
  });
});

test("a covariate with neither one value nor one a period is refused", async () => {
  const asking = predictSeries(serving, asked, { known: { promotion: [1, 0] } });
  await expect(asking).rejects.toMatchObject({ code: "PREDICTION_COVARIATE_LENGTH" });
});
