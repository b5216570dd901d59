import { expect, test } from "vitest";
import { LevelHistories } from "#lib/candidates/level-histories.ts";
import { aggregatesOf, LevelFinder } from "#lib/candidates/level-index.ts";
import { levelKinds } from "#lib/contracts/level-forecasts.ts";
import {
  describeDataset,
  preparedShard,
  type SeriesByHand,
} from "#test/support/models/prepared.ts";

const statics = [
  { name: "item.category/1", labels: ["", "food", "home"] },
  { name: "item.category/2", labels: ["", "food/tea"] },
];
const codes = (first: number, second: number) => ({
  "item.category/1": first,
  "item.category/2": second,
});

const series = (item: string, from: Partial<SeriesByHand>): SeriesByHand => ({
  item,
  firstPeriod: 0,
  values: [1, 2, 3, 4],
  known: { promotion: [0, 1, 0, 0, 1, 0] },
  ...from,
});

/** Two shards of two shops: tea and cake at both, a jar at one that opened later. */
function twoShops() {
  const north = preparedShard([
    series("tea", { statics: codes(1, 1) }),
    series("cake", { statics: codes(1, 0), values: [5, Number.NaN, 5, 5] }),
  ]);
  const south = preparedShard(
    [
      series("tea", { statics: codes(1, 1), values: [10, 20, 30, 40] }),
      series("jar", {
        ...{ statics: codes(2, 0), firstPeriod: 2, values: [7, 8] },
        known: { promotion: [1, Number.NaN, Number.NaN, 0] },
      }),
    ],
    1,
  );
  const shards = [
    { ...north, location: ["north", "north"] },
    { ...south, location: ["south", "south"] },
  ];
  const given = { frequency: "day", season: 2, horizon: 2, statics } as const;
  return { shards, dataset: describeDataset(shards, given) };
}

function found() {
  const { shards, dataset } = twoShops();
  const finder = new LevelFinder(levelKinds, dataset);
  for (const shard of shards) finder.add(shard);
  const index = finder.finish();
  const histories = new LevelHistories(index, dataset);
  for (const shard of shards) histories.add(shard);
  return { shards, dataset, index, histories };
}

test("series add up to the total, each step of the category path, locations and items", () => {
  const { index } = found();
  expect(index.level.map((level, a) => [level, index.group[a]].join(" "))).toEqual([
    "total ",
    "category/1 food",
    "category/1 home",
    "category/2 food/(other)",
    "category/2 food/tea",
    "category/2 home/(other)",
    "location north",
    "location south",
    "item cake",
    "item jar",
    "item tea",
  ]);
});

test("every series is part of one sum of each level", () => {
  const { shards, dataset, index } = found();
  for (const shard of shards) {
    for (const s of shard.item.keys()) {
      const levels = [...aggregatesOf(shard, s, dataset, index)].map((a) => index.level[a]);
      expect(levels).toEqual(["total", "category/1", "category/2", "location", "item"]);
    }
  }
});

test("a sum's history is that of its series, observed where nine in ten of them were", () => {
  const { index, histories } = found();
  const sums = histories.finish();
  const of = (group: string) => {
    const a = index.group.indexOf(group);
    const [start, end] = [sums.offsets[a], sums.offsets[a + 1]];
    return [[...sums.target.subarray(start, end)], [...sums.state.subarray(start, end)]];
  };
  expect(of("")).toEqual([
    [16, 22, 45, 57],
    [0, 1, 0, 0],
  ]);
  expect(of("jar")).toEqual([
    [0, 0, 7, 8],
    [1, 1, 0, 0],
  ]);
  expect([...histories.series.subarray(0, 3)]).toEqual([4, 3, 1]);
});

test("its covariates are means over the series that know them, its attributes those all share", () => {
  const { index, histories } = found();
  const { known, statics: shared } = histories.finish();
  const at = index.group.indexOf("south") * 6;
  expect([...(known.get("promotion") ?? []).slice(at, at + 6)]).toEqual([0, 1, 0.5, 0, 1, 0]);
  const codesOf = (group: string) =>
    statics.map(({ name }) => shared.get(name)?.[index.group.indexOf(group)]);
  expect(codesOf("tea")).toEqual([1, 1]);
  expect(codesOf("south")).toEqual([0, 0]);
});

test("a level of too many sums is left out, and the coarser ones stay", () => {
  const many = Array.from({ length: 501 }, (_, i) => series(`i${i}`, { statics: codes(1, 1) }));
  const shard = { ...preparedShard(many), location: many.map((_, i) => `shop ${i % 3}`) };
  const dataset = describeDataset([shard], { frequency: "day", season: 2, horizon: 2, statics });
  const finder = new LevelFinder(levelKinds, dataset);
  finder.add(shard);
  const { level, leftOut } = finder.finish();
  expect(new Set(level)).toEqual(new Set(["total", "category/1", "category/2", "location"]));
  expect(leftOut).toEqual(["item"]);
});
