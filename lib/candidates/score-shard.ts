import type { ExpectedLevels } from "#lib/contracts/expected-levels.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import type { TrendShard } from "#lib/contracts/trend-shard.ts";
import { usesWords, type WordsChoice } from "#lib/contracts/words-choice.ts";
import { blendFor, type Selection } from "#lib/forecasting/choose-blends.ts";
import { type Corrections, correctForecast } from "#lib/forecasting/corrections.ts";
import { demandSegment } from "#lib/forecasting/demand-segment.ts";
import { blankForecast, type ForecastSettings } from "#lib/forecasting/forecast.ts";
import { lostSales } from "#lib/forecasting/lost-sales.ts";
import { boundForecast } from "#lib/forecasting/plausible-bound.ts";
import { type SeriesTrend, seriesTrend } from "#lib/forecasting/series-trend.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";
import { blendSeries } from "./blend-series.ts";
import { memberForecasts } from "./member-forecasts.ts";
import { historyUpTo } from "./series-window.ts";
import { blankShardForecast } from "./shard-forecast.ts";

export interface Scoring {
  readonly cutoffPeriod: number;
  readonly settings: ForecastSettings;
  readonly forecaster: Forecaster | undefined;
  readonly selection: Selection;
  /** Undefined where nothing was validated. */
  readonly corrections: Corrections | undefined;
  /** Where words count; undefined where there are none. */
  readonly words?: WordsChoice | undefined;
  /** What series that have sold little may be expected to. */
  readonly expected?: ExpectedLevels | undefined;
}

export interface ScoredShard {
  readonly forecasts: ForecastShard;
  readonly trends: TrendShard;
}

/** Forecasts and trends of the series of one shard. */
export async function scoreShard(shard: PreparedShard, scoring: Scoring): Promise<ScoredShard> {
  const { cutoffPeriod, settings, selection, corrections } = scoring;
  const series = shard.item.length;
  const histories = shard.item.map((_, s) => historyUpTo(shard, s, cutoffPeriod));
  const segment = histories.map(({ target, state }) => demandSegment(target, state, settings));
  const blends = segment.map((name) => blendFor(selection, name));
  const needed = new Set(blends.flatMap(({ weights }) => Object.keys(weights)));
  const members = await memberForecasts(shard, cutoffPeriod, needed, {
    ...scoring,
    isWanted: (name, s) => (blends[s]?.weights[name] ?? 0) > 0,
    isWordless: (s) => !usesWords(scoring.words, segment[s] ?? ""),
  });
  const all = blankShardForecast(series, settings.horizon, settings.levels.length);
  const one = blankForecast(settings);
  const trends: SeriesTrend[] = [];
  const lost = new Float32Array(series);
  for (const [s, blend] of blends.entries()) {
    blendSeries(blend, members, s, one);
    if (corrections) correctForecast(corrections, segment[s] ?? "", one, settings);
    const { target, state } = histories[s] ?? { target: one.mean, state: new Uint8Array() };
    boundForecast(one, target, state);
    all.mean.set(one.mean, s * one.mean.length);
    all.quantiles.set(one.quantiles, s * one.quantiles.length);
    all.saleProbability.set(one.saleProbability, s * one.saleProbability.length);
    trends.push(seriesTrend(target, state, one.mean, settings));
    lost[s] = lostSales(target, state, periodState.outOfStock, settings);
  }
  const { shard: index, item, location } = shard;
  const method = blends.map(({ name }) => name);
  return {
    forecasts: { shard: index, item, location, ...all, method, segment },
    trends: { shard: index, item, location, ...trendColumns(trends), lost },
  };
}

const trendColumns = (trends: readonly SeriesTrend[]) => ({
  direction: trends.map(({ direction }) => direction),
  change: Float32Array.from(trends, ({ change }) => change),
  probability: Float32Array.from(trends, ({ probability }) => probability),
});
