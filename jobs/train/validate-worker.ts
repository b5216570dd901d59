import { type MemberName, memberNames } from "#lib/candidates/member-forecasts.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { decodeForecastModel } from "#lib/models/forecast-model.ts";
import { openForecaster } from "#lib/models/forecaster.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";
import { validateShard } from "./validate-shard.ts";

export interface ValidateShared {
  readonly lake: string;
  readonly run: string;
  readonly settings: ForecastSettings;
  readonly cutoffs: readonly number[];
  /** Bytes of the network to compare; undefined where there is none. */
  readonly model: Uint8Array | undefined;
}

serveTasks(async ({ lake: address, run, settings, cutoffs, model }: ValidateShared) => {
  const lake = await openLake(address);
  const forecaster = model && (await openForecaster(decodeForecastModel(model), { threads: 1 }));
  const members = new Set<MemberName>(memberNames);
  return async (shard: number) =>
    validateShard(await readPreparedShard(lake, run, shard), {
      settings,
      members,
      forecaster,
      cutoffs,
    });
});
