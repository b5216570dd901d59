import { type ForecastShard, isUntold } from "#lib/contracts/forecast-shard.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { ItemName } from "#lib/contracts/serving.ts";
import type { SeriesWords } from "./spill-series.ts";

/** A series of which the own history tells little, and what its forecast was learned from. */
export interface Launch extends ItemName {
  readonly location: string;
  readonly method: string;
  /** Sum of the mean over the horizon. */
  readonly expected: number;
  readonly analogues: readonly ItemName[];
}

export interface Launches {
  /** Series that sold little or nothing so far. */
  readonly series: number;
  /** Those of them that are expected to sell most, the largest first. */
  readonly foremost: readonly Launch[];
}

const kept = 20;

/** Keeps the new series that are expected to sell most, whatever the number of shards. */
export class LaunchList {
  #series = 0;
  #foremost: Launch[] = [];

  add(prepared: PreparedShard, forecasts: ForecastShard, words: SeriesWords): void {
    for (const [s, segment] of forecasts.segment.entries()) {
      if (!isUntold(segment)) continue;
      this.#series += 1;
      this.#offer(prepared, forecasts, words, s);
    }
  }

  finish(): Launches {
    return { series: this.#series, foremost: this.#foremost };
  }

  #offer(
    { itemRow }: PreparedShard,
    { item, location, method, mean }: ForecastShard,
    { textOf, explanationOf }: SeriesWords,
    s: number,
  ): void {
    const horizon = mean.length / item.length;
    const own = mean.subarray(s * horizon, (s + 1) * horizon);
    const expected = own.reduce((sum, value) => sum + value, 0);
    const last = this.#foremost.at(-1);
    if (this.#foremost.length === kept && last && expected <= last.expected) return;
    const launch: Launch = {
      item: item[s] as string,
      title: textOf(itemRow[s] as number).title,
      location: location[s] as string,
      method: method[s] as string,
      expected,
      analogues: explanationOf(s)?.analogues ?? [],
    };
    this.#foremost = [...this.#foremost, launch].sort(byExpected).slice(0, kept);
  }
}

const byExpected = (a: Launch, b: Launch): number =>
  b.expected - a.expected ||
  (`${a.item}\u0000${a.location}` < `${b.item}\u0000${b.location}` ? -1 : 1);
