import type { LevelKind } from "#lib/contracts/level-forecasts.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";

/** One sum that a series is part of. */
export interface SeriesLevel {
  readonly kind: LevelKind;
  /** `total`, `region`, `category/1`, …, `location`, `item`. */
  readonly level: string;
  /** Which of its level, as people call it; unique within the level. */
  readonly group: string;
}

/** What an attribute without a label of its own is called. */
const other = "(other)";
const region = "location.region";
const categoryPrefix = "item.category/";

/**
 * What the data makes series `s` a part of, from the coarsest to the finest. A level that every series
 * is by itself is none: items where there are no locations.
 */
export function seriesLevels(
  shard: PreparedShard,
  s: number,
  { statics }: Pick<DatasetDescription, "statics">,
): SeriesLevel[] {
  const has = (name: string) => statics.some((attribute) => attribute.name === name);
  const label = (name: string) => labelOf(shard, s, statics, name);
  const categories = statics.flatMap(({ name }) => (name.startsWith(categoryPrefix) ? [name] : []));
  // Below a category that is not told, the path above it tells groups apart.
  const paths = categories.map((_, i) => pathOf(categories.slice(0, i + 1).map(label)));
  const location = shard.location[s] ?? "";
  const isPlaced = location !== "all";
  return [
    { kind: "total", level: "total", group: "" },
    ...(has(region) ? [{ kind: "region", level: "region", group: label(region) } as const] : []),
    ...categories.map((name, i) => ({
      kind: "category" as const,
      level: name.replace("item.", ""),
      group: paths[i] ?? other,
    })),
    ...(isPlaced ? [{ kind: "location", level: "location", group: location } as const] : []),
    ...(isPlaced ? [{ kind: "item", level: "item", group: shard.item[s] ?? "" } as const] : []),
  ];
}

function labelOf(
  shard: PreparedShard,
  s: number,
  statics: DatasetDescription["statics"],
  name: string,
): string {
  const labels = statics.find((attribute) => attribute.name === name)?.labels ?? [];
  return labels[shard.statics.get(name)?.[s] ?? 0] || other;
}

/** Labels are whole paths already; the last one known, and for each unknown below it a step more. */
function pathOf(labels: readonly string[]): string {
  const known = labels.findLastIndex((label) => label !== other);
  const rest = labels.slice(known + 1);
  return [...(known >= 0 ? [labels[known]] : []), ...rest].join("/");
}
