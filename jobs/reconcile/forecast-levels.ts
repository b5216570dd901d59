import { blendValidated, memberWeights } from "#lib/candidates/blend-validated.ts";
import type { LevelSums } from "#lib/candidates/level-sums.ts";
import {
  isBaseline,
  type MemberName,
  memberForecasts,
  memberNames,
  priorWeight,
} from "#lib/candidates/member-forecasts.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import { untried } from "#lib/candidates/untried.ts";
import { type ValidatedForecast, validatedForecast } from "#lib/candidates/validate-shard.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { blendFor, chooseBlends, type Selection } from "#lib/forecasting/choose-blends.ts";
import { learnCorrections } from "#lib/forecasting/corrections.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { mixMembers } from "#lib/forecasting/select-blend.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";

export interface LevelsGiven {
  /** The sums as series, up to the run's cutoff; and of those series alone that are validated. */
  readonly sums: PreparedShard;
  readonly validatedSums: PreparedShard;
  readonly cutoffPeriod: number;
  readonly settings: ForecastSettings;
  /** Validation cutoffs, and what the series' forecasts from each add up to. */
  readonly cutoffs: readonly number[];
  readonly windows: readonly LevelSums[];
  /** Know nothing after the earliest cutoff, and all up to the run's; both or none. */
  readonly trial: Forecaster | undefined;
  readonly forecaster: Forecaster | undefined;
}

/** Sums forecast by themselves, with the members that forecast series. */
export interface LevelsForecast {
  /** [windows] of [aggregates · horizon]: mean − actual, each by weights that the other windows chose. */
  readonly missed: readonly Float64Array[];
  readonly forecasts: ForecastShard;
}

export async function forecastLevels(given: LevelsGiven): Promise<LevelsForecast> {
  const { cutoffs, settings, cutoffPeriod, forecaster } = given;
  const names = memberNames.filter(
    (name) => isBaseline(name) || (given.trial !== undefined && forecaster !== undefined),
  );
  const validated: ValidatedForecast[][] = [];
  for (const w of cutoffs.keys()) validated.push(await validateWindow(given, w, names));
  const choose = (samples: readonly ValidatedForecast[]): Selection =>
    samples.length === 0
      ? untried.selection
      : chooseBlends(samples, { names, isBaseline, priorWeight }, settings.levels);
  const missed = validated.map((own, w) =>
    missedBy(own, choose(validated.flatMap((other, v) => (v === w ? [] : other))), names),
  );
  const all = validated.flat();
  const selection = choose(all);
  const blended = blendValidated(all, selection, names, settings.levels);
  const corrections = all.length > 0 ? learnCorrections(blended, settings) : undefined;
  const scoring = { cutoffPeriod, settings, forecaster, selection, corrections };
  return { missed, forecasts: (await scoreShard(given.sums, scoring)).forecasts };
}

/** [aggregates] */
async function validateWindow(
  { validatedSums: sums, cutoffs, windows, settings, trial }: LevelsGiven,
  w: number,
  names: readonly MemberName[],
): Promise<ValidatedForecast[]> {
  const cutoff = cutoffs[w];
  const { forecast, missed } = windows[w];
  const { horizon } = settings;
  const scoring = { settings, forecaster: trial };
  const members = await memberForecasts(sums, cutoff, new Set(names), scoring);
  return sums.item.map((_, a) => ({
    ...validatedForecast(sums, a, cutoff, members, settings, names),
    // Where a series' actual is not known, what was forecast of it stands in on both sides.
    actual: Float32Array.from({ length: horizon }, (__, h) => {
      return forecast[a * horizon + h] - missed[a * horizon + h];
    }),
  }));
}

function missedBy(
  forecasts: readonly ValidatedForecast[],
  selection: Selection,
  names: readonly string[],
): Float64Array {
  return Float64Array.from(
    forecasts.flatMap(({ mean, actual, segment }) => {
      const weights = memberWeights(blendFor(selection, segment).weights, names);
      return [...mixMembers(mean, weights).map((value, h) => value - actual[h])];
    }),
  );
}
