import { historyUpTo } from "#lib/candidates/series-window.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { LeveledSeries } from "#lib/forecasting/wrmsse.ts";

/** What `WrmsseBoard` is told of series `s` up to the cutoff. */
export const leveledSeries = (
  shard: PreparedShard,
  s: number,
  dataset: DatasetDescription,
): Pick<LeveledSeries, "keys" | "history" | "worth"> => ({
  keys: hierarchyKeys(shard, s, dataset),
  history: historyUpTo(shard, s, dataset.cutoffPeriod).target,
  worth: recentWorth(shard, s, dataset),
});

/** Periods whose sales value weighs a series, as in M5. */
const weighedPeriods = 28;

/**
 * Which aggregates series `s` is part of: all places, its region and its location, each by all items, the
 * levels of the category path, and the item. Every location by every item is the series itself, left out;
 * so is the item where the data has no locations.
 */
function hierarchyKeys(
  shard: PreparedShard,
  s: number,
  dataset: DatasetDescription,
): ReadonlyMap<string, string> {
  const keys = new Map<string, string>();
  for (const [place, placeKey] of placesOf(shard, s, dataset)) {
    for (const [item, itemKey] of itemGroupsOf(shard, s, dataset)) {
      if (place === "location" && item === "item") continue;
      const level = [place, item].filter((part) => part !== "").join(" × ");
      keys.set(level === "" ? "total" : level, `${placeKey}\0${itemKey}`);
    }
  }
  return keys;
}

type LevelKeys = readonly (readonly [level: string, key: string])[];

const all: LevelKeys[number] = ["", ""];

const codeOf = (shard: PreparedShard, s: number, name: string): string =>
  String(shard.statics.get(name)?.[s] ?? 0);

function placesOf(shard: PreparedShard, s: number, { statics }: DatasetDescription): LevelKeys {
  const location = shard.location[s] ?? "";
  const region = "location.region";
  const hasRegions = statics.some(({ name }) => name === region);
  return [
    all,
    ...(hasRegions ? [["region", codeOf(shard, s, region)] as const] : []),
    ...(isPlaced(location) ? [["location", location] as const] : []),
  ];
}

/** A category's key is its whole path: names below may repeat. */
function itemGroupsOf(shard: PreparedShard, s: number, { statics }: DatasetDescription): LevelKeys {
  const names = statics.flatMap(({ name }) => (name.startsWith("item.category/") ? [name] : []));
  const codes = names.map((name) => codeOf(shard, s, name));
  const categories = names.map(
    (name, i) => [name.replace("item.", ""), codes.slice(0, i + 1).join("/")] as const,
  );
  const item = shard.item[s] ?? "";
  return [all, ...categories, ...(isPlaced(shard.location[s]) ? [["item", item] as const] : [])];
}

/** Data without locations has one, `all`. */
const isPlaced = (location: string | undefined): boolean => location !== "all";

/** Sales value of the last 28 periods up to the cutoff: in money where units have a price, else the target itself. */
function recentWorth(
  shard: PreparedShard,
  s: number,
  { target, horizon }: Pick<DatasetDescription, "target" | "horizon">,
): number {
  const [start, end] = [shard.offsets[s] as number, shard.offsets[s + 1] as number];
  const past = target === "units" ? shard.past.get("price") : undefined;
  const known = target === "units" ? shard.known.get("price") : undefined;
  let worth = 0;
  for (let at = Math.max(start, end - weighedPeriods); at < end; at++) {
    const price = past?.[at] ?? known?.[at + s * horizon] ?? 1;
    worth += Math.max(0, shard.target[at] as number) * (Number.isNaN(price) ? 1 : price);
  }
  return worth;
}
