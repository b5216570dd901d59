import { preparedShards, readDataset } from "#lib/candidates/read-shards.ts";
import { actualsAfter } from "#lib/candidates/series-window.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** What really came after one cutoff. */
export interface Actuals {
  /** @returns [horizon], NaN where unknown */
  after(item: string, location: string): Float32Array;
}

/** Reads, from a run that saw the data to their end, the horizon of every series; history is not kept. */
export async function readActuals(lake: Lake, run: string, cutoffPeriod: number): Promise<Actuals> {
  const { horizon, shardCount } = await readDataset(lake, run);
  const series = new Map<string, Float32Array>();
  for await (const shard of preparedShards(lake, run, shardCount)) {
    for (const [s, item] of shard.item.entries()) {
      const actuals = actualsAfter(shard, s, cutoffPeriod, horizon);
      series.set(keyOf(item, shard.location[s] ?? ""), actuals);
    }
  }
  const unknown = new Float32Array(horizon).fill(Number.NaN);
  return { after: (item, location) => series.get(keyOf(item, location)) ?? unknown };
}

const keyOf = (item: string, location: string): string => `${item}\0${location}`;
