import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { hash32 } from "#lib/domain/random.ts";
import { demandSegment } from "#lib/forecasting/demand-segment.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import type { BlendSample } from "#lib/forecasting/select-blend.ts";
import { type Forecaster, learnedNames } from "#lib/models/forecaster.ts";
import { type MemberName, memberForecasts, memberNames } from "./member-forecasts.ts";
import { actualsAfter, historyUpTo } from "./series-window.ts";
import type { ShardForecast } from "./shard-forecast.ts";

/** One validation forecast of one series by every member. */
export interface ValidatedForecast extends BlendSample {
  /** [members · horizon] */
  readonly mean: Float32Array;
  /** [members · horizon] */
  readonly saleProbability: Float32Array;
  /** The same by network and trees, who come first of the members, told no words; absent where none are. */
  readonly wordless?: Pick<ValidatedForecast, "quantiles" | "mean" | "saleProbability">;
}

export interface Validation {
  readonly settings: ForecastSettings;
  /** By the periods at which forecasts are made, latest first, as if nothing later were known. */
  readonly known: ReadonlyMap<number, KnownThen>;
  /** Series of a shard whose forecasts are kept; evenly spread where it has more. */
  readonly mostSeries: number;
}

/** What forecasts at one cutoff are made with. */
export interface KnownThen {
  readonly forecaster: Forecaster;
  /** What series that have sold little may be expected to, as it is known then. */
  readonly expected: ExpectedLevels | undefined;
}

/** Forecasts of series of one shard by all members at every validation cutoff, beside what came. */
export async function validateShard(
  shard: PreparedShard,
  validation: Validation,
): Promise<ValidatedForecast[]> {
  const kept: ValidatedForecast[] = [];
  const every = Math.max(1, Math.ceil(shard.item.length / validation.mostSeries));
  const { settings } = validation;
  for (const [cutoff, known] of validation.known) {
    const told = { settings, ...known };
    const forecasts = await memberForecasts(shard, cutoff, new Set(memberNames), told);
    const untold = { ...told, isWordless: () => true };
    const wordless = known.forecaster.readsWords
      ? await memberForecasts(shard, cutoff, new Set(learnedNames), untold)
      : undefined;
    for (let s = 0; s < shard.item.length; s += every) {
      const whole = validatedForecast(shard, s, cutoff, forecasts, settings);
      const apart = wordless && gathered(wordless, learnedNames, s, settings);
      const one = apart ? { ...whole, wordless: apart } : whole;
      if (one.actual.some((value) => !Number.isNaN(value))) kept.push(one);
    }
  }
  return kept;
}

/** @param names of members, in whose order they are gathered */
export function validatedForecast(
  shard: PreparedShard,
  s: number,
  cutoff: number,
  forecasts: ReadonlyMap<MemberName, ShardForecast>,
  settings: ForecastSettings,
  names: readonly MemberName[] = memberNames,
): ValidatedForecast {
  const { horizon, season } = settings;
  const { target, state } = historyUpTo(shard, s, cutoff);
  return {
    segment: demandSegment(target, state, settings),
    half: (hash32(`${shard.item[s]}\0${shard.location[s]}`) & 1) as 0 | 1,
    actual: actualsAfter(shard, s, cutoff, horizon),
    scale: seasonalError(target, state, season),
    ...gathered(forecasts, names, s, settings),
  };
}

/** Series `s` of every member, in the order of `names`. */
function gathered(
  forecasts: ReadonlyMap<MemberName, ShardForecast>,
  names: readonly MemberName[],
  s: number,
  { horizon, levels }: ForecastSettings,
) {
  const gather = (part: (forecast: ShardForecast) => Float32Array, width: number) => {
    const all = new Float32Array(names.length * width);
    for (const [m, name] of names.entries()) {
      const forecast = forecasts.get(name);
      if (forecast) all.set(part(forecast).subarray(s * width, (s + 1) * width), m * width);
    }
    return all;
  };
  return {
    quantiles: gather(({ quantiles }) => quantiles, horizon * levels.length),
    mean: gather(({ mean }) => mean, horizon),
    saleProbability: gather(({ saleProbability }) => saleProbability, horizon),
  };
}
