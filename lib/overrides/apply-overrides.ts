import type { AppliedCorrection, SeriesOverrides } from "#lib/contracts/corrections.ts";
import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { moveTo } from "#lib/forecasting/move-forecast.ts";
import { correctedMean, overrideFor } from "./correct-forecast.ts";

/** Overrides by series, for one look-up a series. */
export type OverridesBySeries = ReadonlyMap<string, SeriesOverrides["overrides"]>;

const seriesName = (item: string, location: string): string => JSON.stringify([item, location]);

export const bySeries = (all: readonly SeriesOverrides[]): OverridesBySeries =>
  new Map(all.map(({ item, location, overrides }) => [seriesName(item, location), overrides]));

/**
 * Corrects forecasts in place.
 *
 * @param dates the dates that name the periods forecast, [horizon]
 * @returns what was changed, with the model's own numbers
 */
export function applyOverrides(
  shard: ForecastShard,
  all: OverridesBySeries,
  dates: readonly BusinessDate[],
  nonNegative: boolean,
): AppliedCorrection[] {
  const applied: AppliedCorrection[] = [];
  const levels = shard.quantiles.length / Math.max(1, shard.mean.length);
  for (const [s, item] of shard.item.entries()) {
    const location = shard.location[s] as string;
    const own = all.get(seriesName(item, location));
    if (own === undefined) continue;
    for (const [h, date] of dates.entries()) {
      const override = overrideFor(date, own);
      if (override === undefined) continue;
      const at = s * dates.length + h;
      const model = shard.mean[at] as number;
      const corrected = correctedMean(override, model);
      moveTo(periodOf(shard, at, levels), corrected, nonNegative);
      const { reason, by } = override;
      applied.push({ item, location, date, step: h + 1, model, corrected, reason, by });
    }
  }
  return applied;
}

const periodOf = (
  { mean, quantiles, saleProbability }: ForecastShard,
  at: number,
  levels: number,
) => ({
  mean: mean.subarray(at, at + 1),
  quantiles: quantiles.subarray(at * levels, (at + 1) * levels),
  saleProbability: saleProbability.subarray(at, at + 1),
});
