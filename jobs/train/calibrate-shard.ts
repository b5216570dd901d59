import { blendSeries } from "#lib/candidates/blend.ts";
import { blendNamed } from "#lib/candidates/candidate-blends.ts";
import { memberForecasts } from "#lib/candidates/member-forecasts.ts";
import { actualsAfter, historyUpTo } from "#lib/candidates/series-window.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { hash32 } from "#lib/domain/random.ts";
import { chosenFor, type Selection } from "#lib/forecasting/choose-candidates.ts";
import { ConformalErrors, type SegmentErrors } from "#lib/forecasting/conformal-errors.ts";
import { demandSegment } from "#lib/forecasting/demand-segment.ts";
import { blankForecast } from "#lib/forecasting/forecast.ts";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";
import type { Validation } from "./validate-shard.ts";

/** Errors that the chosen candidates made on the series of one shard, at every validation cutoff. */
export async function calibrateShard(
  shard: PreparedShard,
  selection: Selection,
  validation: Validation,
): Promise<Record<string, SegmentErrors>> {
  const { settings, cutoffs, members } = validation;
  const errors = new ConformalErrors(settings.levels, settings.horizon);
  const out = blankForecast(settings);
  for (const cutoff of cutoffs) {
    const forecasts = await memberForecasts(shard, cutoff, members, validation);
    for (const [s, item] of shard.item.entries()) {
      const { target, state } = historyUpTo(shard, s, cutoff);
      const segment = demandSegment(target, state, settings);
      blendSeries(blendNamed(chosenFor(selection, segment)), forecasts, s, out);
      errors.add({
        segment,
        half: (hash32(`${item}\0${shard.location[s]}`) & 1) as 0 | 1,
        actual: actualsAfter(shard, s, cutoff, settings.horizon),
        quantiles: out.quantiles,
        scale: seasonalError(target, state, settings.season),
      });
    }
  }
  return errors.totals();
}
