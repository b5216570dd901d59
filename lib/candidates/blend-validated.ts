import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { blendFor, type Selection } from "#lib/forecasting/choose-blends.ts";
import type { BlendedForecast } from "#lib/forecasting/corrections.ts";
import { mixMembers } from "#lib/forecasting/select-blend.ts";
import { weighSamples } from "#lib/forecasting/weigh-samples.ts";
import type { ValidatedForecast } from "./validate-shard.ts";

/**
 * Every validation forecast as the blend of its segment makes it.
 *
 * @param members in the order of the forecasts
 */
export const blendValidated = (
  forecasts: readonly ValidatedForecast[],
  selection: Selection,
  members: readonly string[],
  levels: QuantileLevels,
): BlendedForecast[] =>
  weighSamples(forecasts, members.length, levels).map((forecast) => {
    const weights = memberWeights(blendFor(selection, forecast.segment).weights, members);
    const quantiles = mixMembers(forecast.quantiles, weights);
    const saleProbability = mixMembers(forecast.saleProbability, weights);
    return { ...forecast, quantiles, saleProbability };
  });

/** [members] weights in their order. */
export const memberWeights = (
  weights: Readonly<Record<string, number>>,
  members: readonly string[],
): number[] => members.map((name) => weights[name] ?? 0);
