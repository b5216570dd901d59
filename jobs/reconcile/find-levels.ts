import { LevelHistories } from "#lib/candidates/level-histories.ts";
import { LevelFinder, type LevelIndex } from "#lib/candidates/level-index.ts";
import { preparedShards } from "#lib/candidates/read-shards.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { StepContext } from "#lib/run/step.ts";

export interface FoundLevels {
  readonly index: LevelIndex;
  readonly histories: LevelHistories;
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
  const histories = new LevelHistories(index, dataset);
  for await (const shard of preparedShards(lake, run, dataset.shardCount)) {
    signal.throwIfAborted();
    histories.add(shard);
  }
  return { index, histories };
}
