import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import type { LevelIndex } from "#lib/candidates/level-index.ts";
import { type LevelSums, mergeLevelSums, seriesVariance } from "#lib/candidates/level-sums.ts";
import { isBaseline } from "#lib/candidates/member-forecasts.ts";
import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { type RegisteredModel, readModelOf, readTrial } from "#lib/candidates/trained-selection.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { chosenMembers } from "#lib/forecasting/choose-blends.ts";
import {
  chooseTrust,
  type ReconciledWindow,
  type TrustChoice,
} from "#lib/forecasting/choose-trust.ts";
import { mintMultipliers } from "#lib/forecasting/mint.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";
import type { StepContext } from "#lib/run/step.ts";
import { mapOnWorkers } from "#lib/run/worker-pool.ts";
import { forecastLevels } from "./forecast-levels.ts";
import { shardGroups } from "./shard-groups.ts";
import type { SummedShards, SumShared } from "./sum-worker.ts";

/** How series and their sums are to agree. */
export interface LevelAgreement {
  readonly choice: TrustChoice;
  /** λ [aggregates · horizon] of the forecasts to be published; undefined: bottom-up. */
  readonly multipliers: Float64Array | undefined;
  /** [aggregates · horizon] Σ of the series' means before. */
  readonly summed: Float64Array;
  /** The sums forecast by themselves. */
  readonly forecasts: ForecastShard;
}

const sumModule = new URL("./sum-worker.ts", import.meta.url);

/** Forecasts sums by themselves, and lets validation say whether that should move the series. */
export async function agreeOnLevels(
  context: StepContext,
  dataset: DatasetDescription,
  index: LevelIndex,
  sums: PreparedShard,
): Promise<LevelAgreement> {
  const { lake, run, config } = context;
  const model = await readModelOf(lake, run);
  const trial = await readTrial(lake, model.model);
  const cutoffs = mayValidate(model, trial) ? validationCutoffs(dataset) : [];
  const { windows, published } = await sumShards(context, dataset, {
    model,
    trial,
    cutoffs,
    index,
  });
  const { cutoffPeriod } = dataset;
  const known = remapStatics(sums, dataset.statics, model.trained.statics);
  const open = (bytes: Uint8Array | undefined, asOf: number) =>
    bytes && openRunForecaster(lake, run, bytes, { threads: context.threads, asOf });
  const [tried, forecaster] = [
    cutoffs.length > 0 ? await open(trial, Math.min(...cutoffs)) : undefined,
    await open(model.network, cutoffPeriod),
  ];
  const settings = forecastSettings(dataset, config.quantiles);
  const given = { sums: known, cutoffPeriod, settings, cutoffs, windows, trial: tried, forecaster };
  const { missed, forecasts } = await forecastLevels(given);
  await closeAll(tried, forecaster);
  const variancesAt = (cutoff: number) =>
    Float64Array.from(index.level, (_, a) => seriesVariance(sums, a, cutoff, dataset.season));
  const reconciled = windows.map(
    ({ shared, missed: summed, seriesLoss }, w): ReconciledWindow => ({
      ...{ shared, summed, seriesLoss, own: missed[w], variance: variancesAt(cutoffs[w]) },
    }),
  );
  const choice = chosen(config.reconcile.method, reconciled, index);
  const incoherence = published.forecast.map((sum, i) => forecasts.mean[i] - sum);
  const last = { shared: published.shared, variance: variancesAt(cutoffPeriod) };
  const multipliers =
    choice.trust === undefined ? undefined : mintMultipliers(last, choice.trust, incoherence);
  return { choice, multipliers, summed: published.forecast, forecasts };
}

/** A learned member can be judged only by a network that has not seen what it is judged by. */
const mayValidate = (
  { trained: { selection, corrections } }: RegisteredModel,
  trial: Uint8Array | undefined,
): boolean =>
  corrections !== undefined &&
  (trial !== undefined || [...chosenMembers(selection)].every(isBaseline));

const closeAll = (...forecasters: readonly (Forecaster | undefined)[]) =>
  Promise.all(forecasters.map((forecaster) => forecaster?.close()));

function chosen(
  method: StepContext["config"]["reconcile"]["method"],
  windows: readonly ReconciledWindow[],
  { level }: LevelIndex,
): TrustChoice {
  const asked = { gain: 0, levels: {} };
  if (method === "bottom-up") {
    return { ...asked, trust: undefined, reason: "bottom-up: the config asks for it." };
  }
  const choice = chooseTrust(windows, level);
  if (method === "auto" || choice.trust !== undefined) return choice;
  return {
    ...choice,
    trust: 1,
    reason: `MinT: the config asks for it. On validation: ${choice.reason}`,
  };
}

/** What the series of all shards add up to, each validation cutoff forecast anew. */
async function sumShards(
  { lake, run, config, threads, signal, progress }: StepContext,
  dataset: DatasetDescription,
  given: {
    readonly model: RegisteredModel;
    readonly trial: Uint8Array | undefined;
    readonly cutoffs: readonly number[];
    readonly index: LevelIndex;
  },
): Promise<SummedShards> {
  const { model, trial, cutoffs, index } = given;
  const shared: SumShared = {
    ...{ lake: lake.address, run, dataset, levels: config.quantiles, cutoffs, index },
    ...{ trained: model.trained, trial: cutoffs.length > 0 ? trial : undefined },
  };
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
    for (const [w, sums] of windows.entries()) mergeLevelSums(first.windows[w] as LevelSums, sums);
  }
  return first;
}
