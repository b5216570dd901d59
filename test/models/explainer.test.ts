import { afterAll, describe, expect, test } from "vitest";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { boostedWidth } from "#lib/models/boosted-rows.ts";
import { openExplainer } from "#lib/models/explainer.ts";
import type { Explanation } from "#lib/models/explanation.ts";
import { learnedNames } from "#lib/models/forecaster.ts";
import { boostedColumns, covariateGroup, inputColumns } from "#lib/models/input-columns.ts";
import { WindowFeatures } from "#lib/models/window-features.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { forecastOnce, train } from "#test/support/models/train.ts";

const { dataset, shards } = promotedShop();
const { cutoffPeriod, horizon } = dataset;
const [shard] = shards as [PreparedShard];
const model = await train(shards, { dataset, cutoffPeriod });
const explainer = await openExplainer(model, { threads: 1 });
afterAll(() => explainer.close());

const { groups } = explainer;
const everyone = [...shard.item.keys()];
const sum = (values: Iterable<number>): number => Array.from(values).reduce((a, b) => a + b, 0);
const ofSeries = ({ contributions }: Explanation, s: number) =>
  contributions.subarray(s * groups.length, (s + 1) * groups.length);

/** The shard with the same promotion in every period ahead. */
function promotedAhead(promotion: number): PreparedShard {
  const values = (shard.known.get("promotion") as Float32Array).slice();
  for (const s of everyone) {
    const end = (shard.offsets[s + 1] as number) + (s + 1) * horizon;
    values.fill(promotion, end - horizon, end);
  }
  return { ...shard, known: new Map([["promotion", values]]) };
}

describe.each(learnedNames)("%s", (name) => {
  const explain = (of: PreparedShard, series: readonly number[] = everyone) =>
    explainer.explain(name, of, cutoffPeriod, series);

  test("what is explained is the mean that it forecasts", async () => {
    const forecast = await forecastOnce(model, shard, cutoffPeriod, undefined, name);
    const { total } = await explain(shard);
    for (const s of everyone) {
      const mean = sum(forecast.mean.subarray(s * horizon, (s + 1) * horizon));
      expect(total[s]).toBeCloseTo(mean, 2);
    }
  });

  test("baseline and contributions add up to it, within 3 % for each, 1 % on average", async () => {
    const explained = await explain(shard);
    const errors = everyone.map((s) => {
      const [from, to] = [explained.usual[s] as number, explained.total[s] as number];
      return Math.abs(from + sum(ofSeries(explained, s)) - to) / to;
    });
    expect(Math.max(...errors)).toBeLessThan(name === "network" ? 0.03 : 1e-4);
    expect(sum(errors) / errors.length).toBeLessThan(0.01);
  });

  test("a promotion of every day ahead contributes most of what it sells more", async () => {
    const without = await explain(promotedAhead(0));
    const with_ = await explain(promotedAhead(1));
    const promotion = groups.indexOf("promotion");
    const of = (explained: Explanation) =>
      sum(everyone.map((s) => ofSeries(explained, s)[promotion] as number));
    const more = sum(with_.total) - sum(without.total);
    expect(more).toBeGreaterThan(0.5 * sum(without.total));
    expect(of(with_) - of(without)).toBeGreaterThan(0.8 * more);
    expect(of(with_) - of(without)).toBeLessThan(1.2 * more);
  });

  test("each series is explained alike, whoever is explained beside it", async () => {
    const [all, one] = [await explain(shard), await explain(shard, [4])];
    expect(one.total[0]).toBeCloseTo(all.total[4] as number, 3);
    const among = ofSeries(all, 4);
    for (const [g, amount] of ofSeries(one, 0).entries())
      expect(amount).toBeCloseTo(among[g] ?? 0, 2);
  });
});

test("every column of every input is accounted for", () => {
  const { plan, widths } = new WindowFeatures(model.plan);
  const { history, covariates, future } = inputColumns(plan);
  expect(history).toHaveLength(widths.history);
  expect(covariates).toHaveLength(widths.covariates);
  expect(future).toHaveLength(widths.future);
  expect(boostedColumns(plan)).toHaveLength(boostedWidth(plan));
});

test.each([
  ["price", "price"],
  ["regular_price", "price"],
  ["discount", "promotion"],
  ["school_holiday", "holiday"],
  ["easter", "holiday"],
  ["footfall", "footfall"],
])("the covariate %s is explained as %s", (name, group) => {
  expect(covariateGroup(name)).toBe(group);
});
