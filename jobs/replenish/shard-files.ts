import { join } from "node:path";
import { shardName } from "#lib/contracts/lake-keys.ts";

/** Where the step keeps, on this machine, what it reads and writes of each shard. */
export interface ShardFiles {
  readonly series: string;
  readonly forecasts: (shard: number) => string;
  readonly facts: (shard: number) => string;
  readonly orders: (shard: number) => string;
}

export function shardFiles(scratch: string): ShardFiles {
  const inFolder = (folder: string) => (shard: number) => join(scratch, folder, shardName(shard));
  return {
    series: join(scratch, "series.ndjson"),
    forecasts: inFolder("forecasts"),
    facts: inFolder("facts"),
    orders: inFolder("orders"),
  };
}
