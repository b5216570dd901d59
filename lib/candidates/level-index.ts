import type { LevelKind } from "#lib/contracts/level-forecasts.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type SeriesLevel, seriesLevels } from "./series-levels.ts";

/** Sums that are forecast, in all: what the matrix of their variances and their histories may take. */
const mostAggregates = 500;

/** The sums that series are part of, each by a number; plain, so that threads can be told. */
export interface LevelIndex {
  /** [aggregates] */
  readonly level: readonly string[];
  readonly group: readonly string[];
  /** By level and group. */
  readonly numbers: ReadonlyMap<string, number>;
  /** Levels of more sums than can be held. */
  readonly leftOut: readonly string[];
}

const nameOf = ({ level, group }: SeriesLevel): string => `${level}\0${group}`;

/** Finds the sums, shard by shard. */
export class LevelFinder {
  readonly #wanted: ReadonlySet<LevelKind>;
  readonly #dataset: DatasetDescription;
  readonly #groups = new Map<string, Set<string> | "too-many">();

  constructor(wanted: readonly LevelKind[], dataset: DatasetDescription) {
    this.#wanted = new Set(wanted);
    this.#dataset = dataset;
  }

  add(shard: PreparedShard): void {
    for (let s = 0; s < shard.item.length; s++) {
      for (const one of seriesLevels(shard, s, this.#dataset)) {
        if (this.#wanted.has(one.kind)) this.#addGroup(one);
      }
    }
  }

  #addGroup({ level, group }: SeriesLevel): void {
    const groups = this.#groups.get(level) ?? new Set<string>();
    if (groups === "too-many") return;
    groups.add(group);
    this.#groups.set(level, groups.size > mostAggregates ? "too-many" : groups);
  }

  /** Levels are taken from the coarsest on while there is room; within a level, groups by name. */
  finish(): LevelIndex {
    const names: { level: string; group: string }[] = [];
    const leftOut: string[] = [];
    for (const [level, groups] of this.#groups) {
      if (groups === "too-many" || names.length + groups.size > mostAggregates) {
        leftOut.push(level);
        continue;
      }
      for (const group of [...groups].sort()) names.push({ level, group });
    }
    return {
      level: names.map(({ level }) => level),
      group: names.map(({ group }) => group),
      numbers: new Map(names.map(({ level, group }, a) => [`${level}\0${group}`, a])),
      leftOut,
    };
  }
}

/** Numbers of the sums that series `s` is part of, rising. */
export function aggregatesOf(
  shard: PreparedShard,
  s: number,
  dataset: Pick<DatasetDescription, "statics">,
  { numbers }: LevelIndex,
): Int32Array {
  const found = seriesLevels(shard, s, dataset).flatMap((one) => numbers.get(nameOf(one)) ?? []);
  return Int32Array.from(found).sort();
}
