import { candidateBlends } from "#lib/candidates/candidate-blends.ts";
import { Comparison, type ComparisonTotals } from "#lib/candidates/comparison.ts";
import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import type { ValidateShared } from "./validate-worker.ts";

const workerModule = new URL("./validate-worker.ts", import.meta.url);

/** Series compared at most: enough to tell candidates apart, few enough to take minutes. */
const comparedSeries = 20_000;

/** All candidates on all validation windows, shard by shard on worker threads. */
export async function compareCandidates(
  context: StepContext,
  dataset: DatasetDescription,
  cutoffs: readonly number[],
  model: Uint8Array | undefined,
): Promise<Comparison> {
  const { lake, run, config, threads, signal, progress } = context;
  const settings = forecastSettings(dataset, config.quantiles);
  const shared: ValidateShared = { lake: lake.address, run, settings, cutoffs, model };
  const shards = someShards(dataset);
  const parts = await mapOnWorkers<number, ComparisonTotals>(workerModule, shared, shards, {
    threads,
    signal,
    onDone: (done) => progress.report(done, shards.length, "comparing candidates"),
  });
  const comparison = new Comparison(candidateBlends(model !== undefined).length, settings.levels);
  for (const part of parts) comparison.addTotals(part);
  return comparison;
}

/** Shards from the first on until there are series enough: which series a shard holds is a hash. */
function someShards({ shardSeries }: DatasetDescription): number[] {
  let series = 0;
  return shardSeries.flatMap((count, shard) => {
    const isWanted = series < comparedSeries;
    series += count;
    return isWanted ? [shard] : [];
  });
}
