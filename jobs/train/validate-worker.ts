import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import { type KnownThen, type Validation, validateShard } from "#lib/candidates/validate-shard.ts";
import { readExpectedLevels } from "#lib/lake/expected-levels.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { serveTasks } from "#lib/run/worker-pool.ts";

export interface ValidateShared extends Omit<Validation, "known"> {
  readonly lake: string;
  readonly run: string;
  /** Bytes of the model that knows nothing after the earliest cutoff. */
  readonly model: Uint8Array;
  /** Periods at which forecasts are made, latest first. */
  readonly cutoffs: readonly number[];
}

serveTasks(async ({ lake: address, run, model, cutoffs, ...given }: ValidateShared) => {
  const lake = await openLake(address);
  const known = new Map<number, KnownThen>();
  for (const asOf of cutoffs) {
    const forecaster = await openRunForecaster(lake, run, model, { threads: 1, asOf });
    known.set(asOf, { forecaster, expected: await readExpectedLevels(lake, run, asOf) });
  }
  return async (shard: number) =>
    validateShard(await readPreparedShard(lake, run, shard), { ...given, known });
});
