import { readDataset } from "#lib/candidates/read-shards.ts";
import { readModelOf } from "#lib/candidates/trained-selection.ts";
import { isInPart, type Step, type StepContext, type StepCounts } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import type { ScoreShared } from "./score-worker.ts";

/** Forecasts of every series, by the candidate that its segment chose. */
export const scoreStep: Step = {
  name: "score",
  needs: ["prepare", "embed", "train"],
  version: 9,
  settings: ({ quantiles }) => ({ quantiles }),
  run: score,
};

const workerModule = new URL("./score-worker.ts", import.meta.url);

async function score(context: StepContext): Promise<StepCounts> {
  const { lake, run, config, threads, signal, progress } = context;
  const dataset = await readDataset(lake, run);
  const { trained, network } = await readModelOf(lake, run);
  const shared: ScoreShared = {
    lake: lake.address,
    run,
    dataset,
    levels: config.quantiles,
    trained,
    model: network,
  };
  const shards = [...dataset.shardSeries.keys()].filter((shard) => isInPart(shard, context.part));
  const series = await mapOnWorkers<number, number>(workerModule, shared, shards, {
    threads,
    signal,
    onDone: (done) => progress.report(done, shards.length),
  });
  return { series: series.reduce((sum, count) => sum + count, 0), shards: shards.length };
}
