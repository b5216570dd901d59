import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";

/** Shards from the first on until there are series enough: which series a shard holds is a hash. */
export function someShards(
  { shardSeries }: Pick<DatasetDescription, "shardSeries">,
  most: number,
): number[] {
  let series = 0;
  return shardSeries.flatMap((count, shard) => {
    const isWanted = series < most;
    series += count;
    return isWanted ? [shard] : [];
  });
}
