import { blendSeries } from "#lib/candidates/blend.ts";
import { candidateBlends } from "#lib/candidates/candidate-blends.ts";
import { Comparison, type ComparisonTotals } from "#lib/candidates/comparison.ts";
import { type MemberName, memberForecasts } from "#lib/candidates/member-forecasts.ts";
import { actualsAfter, historyUpTo } from "#lib/candidates/series-window.ts";
import type { ShardForecast } from "#lib/candidates/shard-forecast.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { demandSegment } from "#lib/forecasting/demand-segment.ts";
import { blankForecast, type ForecastSettings } from "#lib/forecasting/forecast.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";

export interface Validation {
  readonly settings: ForecastSettings;
  readonly members: ReadonlySet<MemberName>;
  readonly forecaster: Forecaster | undefined;
  /** Periods at which forecasts are made, as if nothing later were known. */
  readonly cutoffs: readonly number[];
}

/** Compares all candidates on the series of one shard, at every validation cutoff. */
export async function validateShard(
  shard: PreparedShard,
  validation: Validation,
): Promise<ComparisonTotals> {
  const { settings, members, cutoffs, forecaster } = validation;
  const blends = candidateBlends(forecaster !== undefined);
  const comparison = new Comparison(blends.length, settings.levels);
  const out = blankForecast(settings);
  for (const cutoff of cutoffs) {
    const forecasts = await memberForecasts(shard, cutoff, members, { settings, forecaster });
    for (let s = 0; s < shard.item.length; s++) {
      comparison.add(actualSeries(shard, s, cutoff, settings), (c) => {
        blendSeries(blends[c] ?? missing(c), forecasts as Map<MemberName, ShardForecast>, s, out);
        return out;
      });
    }
  }
  return comparison.totals();
}

function actualSeries(
  shard: PreparedShard,
  s: number,
  cutoff: number,
  { season, horizon }: ForecastSettings,
) {
  const { target, state } = historyUpTo(shard, s, cutoff);
  return {
    segment: demandSegment(target, state, { season, horizon }),
    actual: actualsAfter(shard, s, cutoff, horizon),
    scale: seasonalError(target, state, season),
  };
}

function missing(candidate: number): never {
  throw new RangeError(`no candidate ${candidate}`);
}
