import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";

/** One series seen from one origin, the last period that counts as known. */
export interface Window {
  readonly shard: PreparedShard;
  readonly series: number;
  readonly origin: number;
}
