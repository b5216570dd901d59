import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { TrainingWindows } from "./training-windows.ts";
import type { WindowFeatures } from "./window-features.ts";

/** @param loss of one member, as in training */
export type LossWatch = (step: number, loss: number) => void;

/** Windows that are enough to draw a curve by. */
const mostWindows = 1024;

interface HeldOut {
  readonly dataset: DatasetDescription;
  readonly cutoffPeriod: number;
  readonly shards: () => AsyncIterable<PreparedShard>;
}

/**
 * Windows whose origin is the cutoff: what comes after them is known to the shards, and to no training.
 * @returns undefined where nothing of it was observed
 */
export async function heldWindows(
  { dataset, cutoffPeriod, shards }: HeldOut,
  features: WindowFeatures,
): Promise<TrainingWindows | undefined> {
  const capacity = Math.min(mostWindows, dataset.seriesCount);
  const held = new TrainingWindows(features, cutoffPeriod + dataset.horizon, capacity);
  const every = Math.max(1, Math.floor(dataset.seriesCount / mostWindows));
  for await (const shard of shards()) {
    for (let series = 0; series < shard.item.length; series += every) {
      held.add({ shard, series, origin: cutoffPeriod });
    }
  }
  if (held.count === 0) return undefined;
  held.weigh();
  return held;
}

/** All that fill a batch; where they are fewer than one, some stand in it twice. */
export function heldBatches(held: TrainingWindows, batchSize: number): Batch[] {
  const batches = Math.max(1, Math.floor(held.count / batchSize));
  return Array.from({ length: batches }, (_, batch) =>
    held.gather(
      Int32Array.from({ length: batchSize }, (_row, i) => (batch * batchSize + i) % held.count),
    ),
  );
}
