import { LevelHistories } from "#lib/candidates/level-histories.ts";
import { LevelFinder, type LevelIndex } from "#lib/candidates/level-index.ts";
import { preparedShards } from "#lib/candidates/read-shards.ts";
import { someShards } from "#lib/candidates/some-shards.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { StepContext } from "#lib/run/step.ts";

/** Series that validation forecasts anew: enough to tell what sums are worth, whatever the shop's size. */
const mostValidated = 10_000;

export interface FoundLevels {
  readonly index: LevelIndex;
  /** The sums as series. */
  readonly sums: PreparedShard;
  /** [aggregates] series of each. */
  readonly series: Int32Array;
  /** Shards that validation looks at, and what their series alone add up to. */
  readonly validated: ReadonlySet<number>;
  readonly validatedSums: PreparedShard;
}

/** Reads all shards twice, one at a time: which sums there are, then what they were. */
export async function findLevels(
  { lake, run, config, signal, progress }: StepContext,
  dataset: DatasetDescription,
): Promise<FoundLevels> {
  const finder = new LevelFinder(config.reconcile.levels, dataset);
  for await (const shard of preparedShards(lake, run, dataset.shardCount)) finder.add(shard);
  const index = finder.finish();
  for (const level of index.leftOut) {
    progress.say(`The level ${level} has too many sums to be forecast; the series stay.`);
  }
  const all = new LevelHistories(index, dataset);
  const validated = new Set(someShards(dataset, mostValidated));
  const some = validated.size < dataset.shardCount ? new LevelHistories(index, dataset) : all;
  for await (const shard of preparedShards(lake, run, dataset.shardCount)) {
    signal.throwIfAborted();
    all.add(shard);
    if (some !== all && validated.has(shard.shard)) some.add(shard);
  }
  const sums = all.finish();
  const validatedSums = some === all ? sums : some.finish();
  return { index, sums, series: all.series, validated, validatedSums };
}
