import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { reorderShardKey, shardKey } from "#lib/contracts/lake-keys.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { type TrendShard, trendShardKey } from "#lib/contracts/trend-shard.ts";
import { decodeForecastShard } from "#lib/lake/forecast-shards.ts";
import { type Lake, LakeKeyMissingError } from "#lib/lake/lake.ts";
import { decodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { decodeReorderShard } from "#lib/lake/reorder-shards.ts";
import { decodeTrendShard } from "#lib/lake/trend-shards.ts";
import { ByteCache } from "./byte-cache.ts";

const keptBytes = 96 * 2 ** 20;

/** Shards of one run, read when asked for; those used latest stay in memory. */
export class RunShards {
  readonly #lake: Lake;
  readonly #run: string;
  readonly #cache = new ByteCache(keptBytes);

  constructor(lake: Lake, run: string) {
    this.#lake = lake;
    this.#run = run;
  }

  prepared = (shard: number): Promise<PreparedShard> =>
    this.#required(shardKey(this.#run, "prepare", shard), decodePreparedShard);

  forecasts = (shard: number): Promise<ForecastShard> =>
    this.#required(shardKey(this.#run, "score", shard), decodeForecastShard);

  /** Undefined where the run planned no orders. */
  reorders = (shard: number): Promise<ReorderShard | undefined> =>
    this.#found(reorderShardKey(this.#run, shard), decodeReorderShard);

  trends = (shard: number): Promise<TrendShard | undefined> =>
    this.#found(trendShardKey(this.#run, shard), decodeTrendShard);

  #required<Shard>(key: string, decode: Decode<Shard>): Promise<Shard> {
    return this.#cache.get(key, async () => {
      const bytes = await this.#lake.read(key);
      return { value: decode(bytes, key), bytes: bytes.length };
    });
  }

  #found<Shard>(key: string, decode: Decode<Shard>): Promise<Shard | undefined> {
    return this.#required(key, decode).catch((error: unknown) => {
      if (error instanceof LakeKeyMissingError) return undefined;
      throw error;
    });
  }
}

type Decode<Shard> = (bytes: Uint8Array, what: string) => Shard;
