import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { Band } from "./chart-fan.ts";
import { windowLevel } from "./recent-levels.ts";

/** A series whose forecast differs much from what it last did. */
export interface Mover {
  readonly item: string;
  readonly title: string;
  readonly location: string;
  readonly method: string;
  /** Mean a period: over as many of the latest periods as the horizon has, and over the horizon. */
  readonly latest: number;
  readonly expected: number;
  /** expected − latest, over the whole horizon. */
  readonly change: number;
  /** The latest periods, NaN where not observed; ends at the cutoff. */
  readonly history: Float32Array;
  /** [horizon] */
  readonly mean: Float32Array;
  readonly bands: readonly Band[];
}

export interface MoverSettings {
  readonly horizon: number;
  readonly quantiles: QuantileLevels;
  /** Periods of history shown. */
  readonly shown: number;
  /** How many movers are kept. */
  readonly kept: number;
}

interface SeriesShards {
  readonly prepared: PreparedShard;
  readonly forecasts: ForecastShard;
  /** [series]; "" where there is none. */
  readonly titles: readonly string[] | undefined;
}

/** Keeps the series with the largest changes, whatever the number of shards. */
export class MoverList {
  readonly #settings: MoverSettings;
  #movers: Mover[] = [];

  constructor(settings: MoverSettings) {
    this.#settings = settings;
  }

  add(shards: SeriesShards): void {
    for (let s = 0; s < shards.forecasts.item.length; s++) this.#offer(shards, s);
  }

  /** Largest change first, up or down. */
  finish(): readonly Mover[] {
    return this.#movers;
  }

  #offer(shards: SeriesShards, s: number): void {
    const { horizon, kept } = this.#settings;
    const mean = shards.forecasts.mean.subarray(s * horizon, (s + 1) * horizon);
    const latest = windowLevel(shards.prepared, s, horizon).mean;
    const expected = mean.reduce((sum, value) => sum + value, 0) / horizon;
    const change = (expected - latest) * horizon;
    if (!Number.isFinite(change)) return;
    const smallest = this.#movers.at(-1);
    if (this.#movers.length === kept && smallest && !isLarger(change, smallest)) return;
    const mover = { ...this.#describe(shards, s), latest, expected, change };
    this.#movers = [...this.#movers, mover].sort(byChange).slice(0, kept);
  }

  #describe({ prepared, forecasts, titles }: SeriesShards, s: number) {
    const { horizon, shown, quantiles } = this.#settings;
    return {
      item: forecasts.item[s] as string,
      title: titles?.[s] ?? "",
      location: forecasts.location[s] as string,
      method: forecasts.method[s] as string,
      history: observedHistory(prepared, s, shown),
      mean: forecasts.mean.slice(s * horizon, (s + 1) * horizon),
      bands: bandsOf(forecasts, s, horizon, quantiles),
    };
  }
}

const isLarger = (change: number, than: Mover): boolean =>
  Math.abs(change) >= Math.abs(than.change);

const byChange = (a: Mover, b: Mover): number =>
  Math.abs(b.change) - Math.abs(a.change) ||
  (`${a.item}\u0000${a.location}` < `${b.item}\u0000${b.location}` ? -1 : 1);

function observedHistory(shard: PreparedShard, s: number, shown: number): Float32Array {
  const end = shard.offsets[s + 1] as number;
  const start = Math.max(shard.offsets[s] as number, end - shown);
  return shard.target
    .slice(start, end)
    .map((value, i) => (shard.state[start + i] === periodState.observed ? value : Number.NaN));
}

/** Pairs of levels about the median, widest first. */
function bandsOf(
  { quantiles: values }: ForecastShard,
  s: number,
  horizon: number,
  levels: QuantileLevels,
): Band[] {
  const column = (q: number) =>
    Float32Array.from({ length: horizon }, (_, h) => {
      return values[(s * horizon + h) * levels.length + q] as number;
    });
  const pairs = Math.floor(levels.length / 2);
  return Array.from({ length: pairs }, (_, i) => ({
    low: column(i),
    high: column(levels.length - 1 - i),
  }));
}
