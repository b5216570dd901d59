import { join } from "node:path";
import { shardName } from "#lib/contracts/lake-keys.ts";

/** Where the step keeps, on this machine, what it reads of each shard. */
export interface ShardFiles {
  readonly series: string;
  readonly decisions: string;
  readonly forecasts: (shard: number) => string;
  readonly facts: (shard: number) => string;
}

export function shardFiles(scratch: string): ShardFiles {
  const inFolder = (folder: string) => (shard: number) => join(scratch, folder, shardName(shard));
  return {
    series: join(scratch, "series.ndjson"),
    decisions: join(scratch, "decisions.ndjson"),
    forecasts: inFolder("forecasts"),
    facts: inFolder("facts"),
  };
}
