import { type MemberName, memberForecasts, memberNames } from "#lib/candidates/member-forecasts.ts";
import { actualsAfter, historyUpTo } from "#lib/candidates/series-window.ts";
import type { ShardForecast } from "#lib/candidates/shard-forecast.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { hash32 } from "#lib/domain/random.ts";
import { demandSegment } from "#lib/forecasting/demand-segment.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import type { BlendSample } from "#lib/forecasting/select-blend.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";

/** One validation forecast of one series by every member. */
export interface ValidatedForecast extends BlendSample {
  /** [members · horizon] */
  readonly mean: Float32Array;
  /** [members · horizon] */
  readonly saleProbability: Float32Array;
}

export interface Validation {
  readonly settings: ForecastSettings;
  readonly forecaster: Forecaster | undefined;
  /** Periods at which forecasts are made, latest first, as if nothing later were known. */
  readonly cutoffs: readonly number[];
  /** Series of a shard whose forecasts are kept; evenly spread where it has more. */
  readonly mostSeries: number;
}

/** Forecasts of series of one shard by all members at every validation cutoff, beside what came. */
export async function validateShard(
  shard: PreparedShard,
  validation: Validation,
): Promise<ValidatedForecast[]> {
  const kept: ValidatedForecast[] = [];
  const every = Math.max(1, Math.ceil(shard.item.length / validation.mostSeries));
  for (const cutoff of validation.cutoffs) {
    const forecasts = await memberForecasts(shard, cutoff, new Set(memberNames), validation);
    for (let s = 0; s < shard.item.length; s += every) {
      const one = validatedForecast(shard, s, cutoff, forecasts, validation.settings);
      if (one.actual.some((value) => !Number.isNaN(value))) kept.push(one);
    }
  }
  return kept;
}

function validatedForecast(
  shard: PreparedShard,
  s: number,
  cutoff: number,
  forecasts: ReadonlyMap<MemberName, ShardForecast>,
  settings: ForecastSettings,
): ValidatedForecast {
  const { horizon, levels, season } = settings;
  const { target, state } = historyUpTo(shard, s, cutoff);
  return {
    segment: demandSegment(target, state, settings),
    half: (hash32(`${shard.item[s]}\0${shard.location[s]}`) & 1) as 0 | 1,
    actual: actualsAfter(shard, s, cutoff, horizon),
    scale: seasonalError(target, state, season),
    quantiles: gather(forecasts, ({ quantiles }) => quantiles, s, horizon * levels.length),
    mean: gather(forecasts, ({ mean }) => mean, s, horizon),
    saleProbability: gather(forecasts, (member) => member.saleProbability, s, horizon),
  };
}

/** Series `s` of every member, in the order of `memberNames`. */
function gather(
  forecasts: ReadonlyMap<MemberName, ShardForecast>,
  part: (forecast: ShardForecast) => Float32Array,
  s: number,
  width: number,
): Float32Array {
  const all = new Float32Array(memberNames.length * width);
  for (const [m, name] of memberNames.entries()) {
    const forecast = forecasts.get(name);
    if (forecast) all.set(part(forecast).subarray(s * width, (s + 1) * width), m * width);
  }
  return all;
}
