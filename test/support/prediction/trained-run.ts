import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { modelFile, type TrainedSelection } from "#lib/candidates/trained-selection.ts";
import { modelKey, shardKey, stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { trainingSummaryName } from "#lib/contracts/training-summary.ts";
import { blendOf } from "#lib/forecasting/blend.ts";
import { openFolderLake } from "#lib/lake/folder-lake.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { encodePreparedShard } from "#lib/lake/prepared-shards.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";

export interface TrainedRun {
  readonly lake: Lake;
  readonly run: string;
  readonly remove: () => Promise<void>;
}

/** A run in a folder lake that was prepared and trained, every series forecast by `method`. */
export async function trainedRun(
  dataset: DatasetDescription,
  shards: readonly PreparedShard[],
  method: string,
  network: ForecastModel,
): Promise<TrainedRun> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-prediction-"));
  const lake = await openFolderLake(folder);
  const run = "2026-06-30-test";
  await writeJson(lake, stepKey(run, "prepare", "dataset.json"), dataset);
  for (const shard of shards) {
    const bytes = encodePreparedShard(shard, dataset.horizon);
    await lake.write(shardKey(run, "prepare", shard.shard), bytes);
  }
  await writeJson(lake, stepKey(run, "train", trainingSummaryName), { model: run });
  await lake.write(modelKey(run, modelFile.network), encodeForecastModel(network));
  const reason = "The test says so.";
  const trained: TrainedSelection = {
    selection: {
      overall: { blend: blendOf([method], [1]), gain: 0, samples: 1, reason },
      segments: {},
    },
    corrections: undefined,
    quantiles: network.plan.levels,
    statics: dataset.statics,
    hasModel: true,
  };
  await writeJson(lake, modelKey(run, modelFile.selection), trained);
  return { lake, run, remove: () => rm(folder, { recursive: true, force: true }) };
}
