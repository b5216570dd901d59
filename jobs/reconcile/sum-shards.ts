import type { LevelIndex } from "#lib/candidates/level-index.ts";
import { mergeLevelSums } from "#lib/candidates/level-sums.ts";
import type { TrainedSelection } from "#lib/candidates/trained-selection.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import { shardGroups } from "./shard-groups.ts";
import type { SummedShards, SumShared } from "./sum-worker.ts";

const sumModule = new URL("./sum-worker.ts", import.meta.url);

export interface SummedModel {
  readonly trained: TrainedSelection;
  readonly trial: Uint8Array | undefined;
  readonly cutoffs: readonly number[];
  readonly validated: ReadonlySet<number>;
  readonly index: LevelIndex;
}

/** What the series of all shards add up to; those that are validated are forecast anew from each cutoff. */
export async function sumShards(
  { lake, run, config, threads, signal, progress }: StepContext,
  dataset: DatasetDescription,
  model: SummedModel,
): Promise<SummedShards> {
  const levels = config.quantiles;
  const shared: SumShared = { lake: lake.address, run, dataset, levels, ...model };
  const groups = shardGroups(dataset.shardCount);
  const parts = await mapOnWorkers<number[], SummedShards>(sumModule, shared, groups, {
    ...{ threads, signal },
    onDone: (done) => progress.report(done, groups.length, "validating"),
  });
  return merged(parts);
}

/** @param parts  in the order of their tasks, so that their sums are the same on any number of threads */
function merged([first, ...others]: readonly SummedShards[]): SummedShards {
  for (const { windows, published } of others) {
    mergeLevelSums(first.published, published);
    for (const [w, sums] of windows.entries()) mergeLevelSums(first.windows[w], sums);
  }
  return first;
}
