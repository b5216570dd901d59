import { forecastSettings } from "#lib/candidates/forecast-settings.ts";
import { type LevelSums, seriesVariance } from "#lib/candidates/level-sums.ts";
import { isBaseline } from "#lib/candidates/member-forecasts.ts";
import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { type RegisteredModel, readModelOf, readTrial } from "#lib/candidates/trained-selection.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { chosenMembers } from "#lib/forecasting/choose-blends.ts";
import { chooseTrust, type TrustChoice } from "#lib/forecasting/choose-trust.ts";
import { mintMultipliers } from "#lib/forecasting/mint.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { FoundLevels } from "./find-levels.ts";
import { forecastLevels, type LevelsForecast } from "./forecast-levels.ts";
import { sumShards } from "./sum-shards.ts";
import type { SummedShards } from "./sum-worker.ts";

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

/** Forecasts sums by themselves, and lets validation say whether that should move the series. */
export async function agreeOnLevels(
  context: StepContext,
  dataset: DatasetDescription,
  found: FoundLevels,
): Promise<LevelAgreement> {
  const model = await readModelOf(context.lake, context.run);
  const kept = await readTrial(context.lake, model.model);
  const cutoffs = mayValidate(model, kept) ? validationCutoffs(dataset) : [];
  const trial = cutoffs.length > 0 ? kept : undefined;
  const { trained } = model;
  const summed = await sumShards(context, dataset, { trained, trial, cutoffs, ...found });
  const own = await forecastOwn(context, dataset, found, { model, trial, cutoffs, summed });
  const choice = chosen(context, dataset, found, { cutoffs, windows: summed.windows, own });
  const { shared, forecast } = summed.published;
  const incoherence = forecast.map((sum, i) => own.forecasts.mean[i] - sum);
  const last = { shared, variance: variancesOf(found.sums, dataset.cutoffPeriod, dataset) };
  const multipliers =
    choice.trust === undefined ? undefined : mintMultipliers(last, choice.trust, incoherence);
  return { choice, multipliers, summed: forecast, forecasts: own.forecasts };
}

/** A learned member can be judged only by a network that has not seen what it is judged by. */
const mayValidate = (
  { trained: { selection, corrections } }: RegisteredModel,
  trial: Uint8Array | undefined,
): boolean =>
  corrections !== undefined &&
  (trial !== undefined || [...chosenMembers(selection)].every(isBaseline));

interface OwnGiven {
  readonly model: RegisteredModel;
  readonly trial: Uint8Array | undefined;
  readonly cutoffs: readonly number[];
  readonly summed: SummedShards;
}

/** The sums forecast by themselves: on the validation windows, and for the run. */
async function forecastOwn(
  { lake, run, threads, config }: StepContext,
  dataset: DatasetDescription,
  { sums, validatedSums }: FoundLevels,
  { model, trial, cutoffs, summed }: OwnGiven,
): Promise<LevelsForecast> {
  const { cutoffPeriod } = dataset;
  const open = async (bytes: Uint8Array | undefined, asOf: number) =>
    bytes && (await openRunForecaster(lake, run, bytes, { threads, asOf }));
  const known = (shard: PreparedShard) =>
    remapStatics(shard, dataset.statics, model.trained.statics);
  const settings = forecastSettings(dataset, config.quantiles);
  const tried = await open(trial, Math.min(...cutoffs));
  const forecaster = await open(model.network, cutoffPeriod);
  try {
    return await forecastLevels({
      ...{ sums: known(sums), validatedSums: known(validatedSums), cutoffPeriod, settings },
      ...{ cutoffs, windows: summed.windows, trial: tried, forecaster },
    });
  } finally {
    await tried?.close();
    await forecaster?.close();
  }
}

/** Squared seasonal errors of sums up to a cutoff, [aggregates]. */
const variancesOf = (sums: PreparedShard, cutoff: number, { season }: DatasetDescription) =>
  Float64Array.from(sums.item, (_, a) => seriesVariance(sums, a, cutoff, season));

interface Judged {
  readonly cutoffs: readonly number[];
  readonly windows: readonly LevelSums[];
  readonly own: LevelsForecast;
}

function chosen(
  { config }: StepContext,
  dataset: DatasetDescription,
  { index, validatedSums }: FoundLevels,
  { cutoffs, windows, own }: Judged,
): TrustChoice {
  const { method } = config.reconcile;
  if (method === "bottom-up") {
    const reason =
      "bottom-up: sums move no series unless reconcile.method in the config lets them.";
    return { trust: undefined, gain: 0, levels: {}, reason };
  }
  const judged = windows.map(({ shared, missed: summed, seriesLoss }, w) => ({
    ...{ shared, summed, seriesLoss, own: own.missed[w] },
    variance: variancesOf(validatedSums, cutoffs[w], dataset),
  }));
  const choice = chooseTrust(judged, index.level);
  if (method === "auto" || choice.trust !== undefined) return choice;
  const reason = `MinT: the config asks for it, though validation chose otherwise. ${choice.reason}`;
  return { ...choice, trust: 1, reason };
}
