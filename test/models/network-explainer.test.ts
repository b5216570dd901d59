import { afterAll, expect, test } from "vitest";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { covariateGroup, inputColumns } from "#lib/models/input-columns.ts";
import { openNetworkExplainer } from "#lib/models/network-explainer.ts";
import { WindowFeatures } from "#lib/models/window-features.ts";
import { promotedShop } from "#test/support/models/promoted-shop.ts";
import { forecastOnce, train } from "#test/support/models/train.ts";

const { dataset, shards } = promotedShop();
const { cutoffPeriod, horizon } = dataset;
const [shard] = shards as [PreparedShard];
const model = await train(shards, { dataset, cutoffPeriod });
const explainer = await openNetworkExplainer(model, { threads: 1 });
afterAll(() => explainer.close());

const everyone = [...shard.item.keys()];
const sum = (values: Iterable<number>): number => Array.from(values).reduce((a, b) => a + b, 0);

const contributionsOf = ({ contributions, groups }: Explained, s: number) =>
  Object.fromEntries(groups.map((group, g) => [group, contributions[s * groups.length + g]]));
type Explained = Awaited<ReturnType<typeof explainer.explain>>;

/** The shard with the same promotion in every period ahead. */
function promotedAhead(promotion: number): PreparedShard {
  const values = (shard.known.get("promotion") as Float32Array).slice();
  for (const s of everyone) {
    const end = (shard.offsets[s + 1] as number) + (s + 1) * horizon;
    values.fill(promotion, end - horizon, end);
  }
  return { ...shard, known: new Map([["promotion", values]]) };
}

test("what is explained is the mean that the network forecasts", async () => {
  const forecast = await forecastOnce(model, shard, cutoffPeriod);
  const { total } = await explainer.explain(shard, cutoffPeriod, everyone);
  for (const s of everyone) {
    const mean = sum(forecast.mean.subarray(s * horizon, (s + 1) * horizon));
    expect(total[s]).toBeCloseTo(mean, 2);
  }
});

test("baseline and contributions add up to the forecast, within 3 % for each and 1 % on average", async () => {
  const explained = await explainer.explain(shard, cutoffPeriod, everyone);
  const { usual, total, contributions, groups } = explained;
  const errors = everyone.map((s) => {
    const own = contributions.subarray(s * groups.length, (s + 1) * groups.length);
    const [from, to] = [usual[s] as number, total[s] as number];
    return Math.abs(from + sum(own) - to) / to;
  });
  expect(Math.max(...errors)).toBeLessThan(0.03);
  expect(sum(errors) / errors.length).toBeLessThan(0.01);
});

test("a promotion of every day ahead contributes most of the 1.5 times more that it sells", async () => {
  const without = await explainer.explain(promotedAhead(0), cutoffPeriod, everyone);
  const with_ = await explainer.explain(promotedAhead(1), cutoffPeriod, everyone);
  const of = (explained: Explained) =>
    sum(everyone.map((s) => contributionsOf(explained, s).promotion ?? Number.NaN));
  const more = sum(with_.total) - sum(without.total);
  expect(of(with_) - of(without)).toBeGreaterThan(0.8 * more);
  expect(of(with_) - of(without)).toBeLessThan(1.2 * more);
});

test("each series is explained alike, whoever is explained beside it", async () => {
  const all = await explainer.explain(shard, cutoffPeriod, everyone);
  const one = await explainer.explain(shard, cutoffPeriod, [4]);
  expect(one.total[0]).toBeCloseTo(all.total[4] as number, 3);
  const [alone, among] = [contributionsOf(one, 0), contributionsOf(all, 4)];
  for (const group of explainer.groups) {
    expect(alone[group]).toBeCloseTo(among[group] as number, 2);
  }
});

test("every column of every input is accounted for", () => {
  const { plan, widths } = new WindowFeatures(model.plan);
  const { history, covariates, future } = inputColumns(plan);
  expect(history).toHaveLength(widths.history);
  expect(covariates).toHaveLength(widths.covariates);
  expect(future).toHaveLength(widths.future);
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
