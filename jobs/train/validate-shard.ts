import { type Blend, blendSeries } from "#lib/candidates/blend.ts";
import { Comparison, type ComparisonTotals } from "#lib/candidates/comparison.ts";
import { type MemberName, memberForecasts } from "#lib/candidates/member-forecasts.ts";
import { actualsAfter, historyUpTo } from "#lib/candidates/series-window.ts";
import type { ShardForecast } from "#lib/candidates/shard-forecast.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type DemandSegment, demandSegment } from "#lib/forecasting/demand-segment.ts";
import { blankForecast, type ForecastSettings } from "#lib/forecasting/forecast.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import { seriesLoss } from "#lib/forecasting/series-loss.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";

export interface Validation {
  readonly settings: ForecastSettings;
  readonly blends: readonly Blend[];
  readonly members: ReadonlySet<MemberName>;
  readonly forecaster: Forecaster | undefined;
  /** Periods at which forecasts are made, latest first, as if nothing later were known. */
  readonly cutoffs: readonly number[];
}

/** Compares all candidates on the series of one shard, at every validation cutoff. */
export async function validateShard(
  shard: PreparedShard,
  validation: Validation,
): Promise<ComparisonTotals> {
  const { settings, blends, cutoffs } = validation;
  const comparison = new Comparison(blends, settings.levels);
  const losses = shard.item.map(() => blankLosses(blends.length));
  for (const cutoff of cutoffs) {
    const forecasts = await memberForecasts(shard, cutoff, validation.members, validation);
    for (const [s, loss] of losses.entries()) {
      const window = validationWindow(shard, s, cutoff, settings);
      loss.segment ??= window.segment;
      if (window.isKnown) scoreBlends(comparison, loss, window, { validation, forecasts, s });
    }
  }
  for (const { segment, scored, scaled, absolute } of losses) {
    if (scored && segment) comparison.losses.add(segment, scaled, absolute);
  }
  return comparison.totals();
}

/** Losses of one series by candidate, summed over its windows. */
interface SeriesLosses {
  /** At the latest cutoff. */
  segment: DemandSegment | undefined;
  scored: boolean;
  readonly scaled: Float64Array;
  readonly absolute: Float64Array;
}

const blankLosses = (candidates: number): SeriesLosses => ({
  segment: undefined,
  scored: false,
  scaled: new Float64Array(candidates),
  absolute: new Float64Array(candidates),
});

interface ValidationWindow {
  readonly segment: DemandSegment;
  readonly actual: Float32Array;
  readonly scale: number;
  readonly isKnown: boolean;
}

function validationWindow(
  shard: PreparedShard,
  s: number,
  cutoff: number,
  settings: ForecastSettings,
): ValidationWindow {
  const { target, state } = historyUpTo(shard, s, cutoff);
  const actual = actualsAfter(shard, s, cutoff, settings.horizon);
  return {
    segment: demandSegment(target, state, settings),
    actual,
    scale: seasonalError(target, state, settings.season),
    isKnown: actual.some((value) => !Number.isNaN(value)),
  };
}

interface Forecasts {
  readonly validation: Validation;
  readonly forecasts: ReadonlyMap<MemberName, ShardForecast>;
  readonly s: number;
}

function scoreBlends(
  { boards }: Comparison,
  losses: SeriesLosses,
  window: ValidationWindow,
  { validation, forecasts, s }: Forecasts,
): void {
  const { blends, settings } = validation;
  const out = blankForecast(settings);
  losses.scored = true;
  for (const [c, blend] of blends.entries()) {
    blendSeries(blend, forecasts, s, out);
    boards[c]?.add({ ...window, ...out });
    const loss = seriesLoss(window.actual, out.quantiles, settings.levels);
    losses.absolute[c] = (losses.absolute[c] ?? 0) + loss;
    if (window.scale > 0) losses.scaled[c] = (losses.scaled[c] ?? 0) + loss / window.scale;
  }
}
