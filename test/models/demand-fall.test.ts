import { expect, test } from "vitest";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { seededRandom } from "#lib/domain/random.ts";
import type { ForecastModel } from "#lib/models/forecast-model.ts";
import { type LearnedName, learnedNames } from "#lib/models/forecaster.ts";
import { describeDataset, preparedShard } from "#test/support/models/prepared.ts";
import { forecastOnce, train } from "#test/support/models/train.ts";

const horizon = 7;
const days = 120;

/** Items at prices of their own; dear goods sell `festive` times as well, as at Christmas. */
function pricedShop(festive: number): PreparedShard {
  const random = seededRandom(3, "priced shop");
  return preparedShard(
    Array.from({ length: 30 }, (_, i) => {
      const usual = 2 + 8 * random.uniform();
      const price = Array.from(
        { length: days + horizon },
        (_p, t) => usual * (0.7 + 0.6 * ((Math.floor(t / 6) * 7919 + i * 31) % 10) * 0.1),
      );
      const values = Array.from({ length: days }, (_v, t) => {
        const relative = (price[t] as number) / usual;
        const level = relative > 1.1 ? 12 * festive : 12;
        return Math.round((level * (0.6 + 0.8 * random.uniform())) / relative ** 1.5);
      });
      return { item: `item-${i}`, firstPeriod: 20_000, values, known: { price } };
    }),
  );
}

const festiveShop = pricedShop(3);
const dataset = describeDataset([festiveShop], { frequency: "day", season: 7, horizon });
const cutoffPeriod = dataset.cutoffPeriod;

/** Every price after the cutoff times `factor`. */
function atPrices(shard: PreparedShard, factor: number): PreparedShard {
  const price = (shard.known.get("price") as Float32Array).map((value, at) =>
    at % (days + horizon) >= days ? value * factor : value,
  );
  return { ...shard, known: new Map([["price", price]]) };
}

const trained = (shard: PreparedShard, fallsWith: readonly string[]) =>
  train([shard], { dataset, cutoffPeriod, fallsWith, settings: { trees: 40 } });
const factors = [0.5, 0.8, 0.95, 1, 1.02, 1.2, 1.6, 3];
const forecasts = (model: ForecastModel, shard: PreparedShard, name: LearnedName) =>
  Promise.all(
    factors.map((factor) =>
      forecastOnce(model, atPrices(shard, factor), cutoffPeriod, undefined, name),
    ),
  );

/** Largest rise of any number from one price to the next, as a share of it. */
function largestRise(all: readonly Float32Array[]): number {
  let largest = 0;
  for (const [f, dear] of all.slice(1).entries()) {
    for (const [at, value] of dear.entries()) {
      const before = all[f]?.[at] as number;
      largest = Math.max(largest, (value - before) / Math.max(1, before));
    }
  }
  return largest;
}

test("whatever prices rise ahead, no forecast of network or trees rises with them", async () => {
  const model = await trained(festiveShop, ["price"]);
  for (const name of learnedNames) {
    const all = await forecasts(model, festiveShop, name);
    for (const part of ["quantiles", "mean", "saleProbability"] as const) {
      const rise = largestRise(all.map((one) => one[part]));
      expect([name, part, rise]).toEqual([name, part, expect.closeTo(0, 5)]);
    }
  }
});

test("unbound, both learn from such a shop that dear goods sell", async () => {
  const model = await trained(festiveShop, []);
  for (const name of learnedNames) {
    const all = await forecasts(model, festiveShop, name);
    expect(largestRise(all.map(({ mean }) => mean))).toBeGreaterThan(0.1);
  }
});

test("bound, both learn how far demand falls where it does", async () => {
  const plainShop = pricedShop(1);
  const model = await trained(plainShop, ["price"]);
  for (const name of learnedNames) {
    const all = await forecasts(model, plainShop, name);
    // At 0.8 of the usual price 1.4 times as much sells as at it.
    const total = (f: number) => all[f]?.mean.reduce((sum, value) => sum + value, 0) ?? 0;
    const lift = total(factors.indexOf(0.8)) / total(factors.indexOf(1));
    expect([name, lift > 1.15]).toEqual([name, true]);
  }
});
