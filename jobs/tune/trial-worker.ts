import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { scoreSeries, type TrialScoring } from "./series-trial.ts";

export interface TrialShared extends Omit<TrialScoring, "forecaster"> {
  readonly lake: string;
  readonly run: string;
  /** Bytes of the model that knows nothing after the earliest cutoff. */
  readonly model: Uint8Array;
}

serveTasks(async ({ lake: address, run, model, ...given }: TrialShared) => {
  const lake = await openLake(address);
  const asOf = Math.min(...given.cutoffs);
  const forecaster = await openRunForecaster(lake, run, model, { threads: 1, asOf });
  return async (shard: number) =>
    scoreSeries(await readPreparedShard(lake, run, shard), { ...given, forecaster });
});
