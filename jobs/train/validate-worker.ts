import { candidateBlends } from "#lib/candidates/candidate-blends.ts";
import type { MemberName } from "#lib/candidates/member-forecasts.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import type { Selection } from "#lib/forecasting/choose-candidates.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { decodeForecastModel } from "#lib/models/forecast-model.ts";
import { openForecaster } from "#lib/models/forecaster.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { calibrateShard } from "./calibrate-shard.ts";
import { type Validation, validateShard } from "./validate-shard.ts";

export interface ValidateShared {
  readonly lake: string;
  readonly run: string;
  readonly settings: ForecastSettings;
  readonly cutoffs: readonly number[];
  readonly members: ReadonlySet<MemberName>;
  /** Bytes of the network that knows nothing after the earliest cutoff. */
  readonly model: Uint8Array;
}

export interface ValidateTask {
  readonly shard: number;
  /** Where given, the errors of what was chosen are wanted instead of a comparison. */
  readonly selection?: Selection;
}

serveTasks(async ({ lake: address, run, model, ...given }: ValidateShared) => {
  const lake = await openLake(address);
  const forecaster = await openForecaster(decodeForecastModel(model), { threads: 1 });
  const validation: Validation = { ...given, forecaster, blends: candidateBlends };
  return async ({ shard: index, selection }: ValidateTask) => {
    const shard = await readPreparedShard(lake, run, index);
    return selection
      ? calibrateShard(shard, selection, validation)
      : validateShard(shard, validation);
  };
});
