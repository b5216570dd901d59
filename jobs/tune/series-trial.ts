import { boundedShard } from "#lib/candidates/bounded-shard.ts";
import { scaleOf } from "#lib/candidates/series-scale.ts";
import { actualsAfter } from "#lib/candidates/series-window.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { TrialRecord } from "#lib/contracts/tuning.ts";
import { hash32 } from "#lib/domain/random.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";
import { seriesLoss } from "#lib/forecasting/series-loss.ts";
import { type Forecaster, learnedNames } from "#lib/models/forecaster.ts";

/** What a trial loses on one series, over all validation cutoffs. */
export interface SeriesTrial {
  readonly half: 0 | 1;
  /** Σ quantile loss of the mean of network and trees, units; the same in seasonal errors. */
  loss: number;
  scaled: number;
  /** Σ quantile loss of each alone. */
  network: number;
  boosted: number;
  /** Σ |y|, and known periods of series with a seasonal error. */
  actual: number;
  scaledPeriods: number;
}

export interface TrialScoring {
  readonly settings: ForecastSettings;
  readonly forecaster: Forecaster;
  readonly cutoffs: readonly number[];
  /** Series of a shard that are scored; evenly spread where it has more. */
  readonly mostSeries: number;
}

/** Scores some series of a shard at every cutoff. */
export async function scoreSeries(
  shard: PreparedShard,
  { settings, forecaster, cutoffs, mostSeries }: TrialScoring,
): Promise<SeriesTrial[]> {
  const every = Math.max(1, Math.ceil(shard.item.length / mostSeries));
  const chosen = [...shard.item.keys()].filter((s) => s % every === 0);
  const trials = chosen.map((s) => blankTrial(`${shard.item[s]}\0${shard.location[s]}`));
  for (const cutoff of cutoffs) {
    const bounded = boundedShard(shard, cutoff);
    const forecasts = await forecaster.forecast(bounded, cutoff, learnedNames);
    for (const [i, s] of chosen.entries()) {
      const quantiles = learnedNames.map((name) =>
        ofSeries(forecasts.get(name)?.quantiles ?? new Float32Array(), s, settings),
      ) as [Float32Array, Float32Array];
      addLosses(trials[i] as SeriesTrial, shard, s, cutoff, quantiles, settings);
    }
  }
  return trials;
}

const blankTrial = (series: string): SeriesTrial => ({
  half: (hash32(series) & 1) as 0 | 1,
  ...{ loss: 0, scaled: 0, network: 0, boosted: 0, actual: 0, scaledPeriods: 0 },
});

const ofSeries = (quantiles: Float32Array, s: number, { horizon, levels }: ForecastSettings) =>
  quantiles.subarray(s * horizon * levels.length, (s + 1) * horizon * levels.length);

function addLosses(
  trial: SeriesTrial,
  shard: PreparedShard,
  s: number,
  cutoff: number,
  [network, boosted]: readonly [Float32Array, Float32Array],
  { horizon, levels, season }: ForecastSettings,
): void {
  const actual = actualsAfter(shard, s, cutoff, horizon);
  const both = network.map((value, i) => (value + (boosted[i] as number)) / 2);
  const loss = seriesLoss(actual, both, levels);
  const scale = scaleOf(shard, s, cutoff, season);
  const known = actual.filter((value) => !Number.isNaN(value));
  trial.loss += loss;
  trial.network += seriesLoss(actual, network, levels);
  trial.boosted += seriesLoss(actual, boosted, levels);
  trial.actual += known.reduce((sum, value) => sum + Math.abs(value), 0);
  if (scale > 0) {
    trial.scaled += loss / scale;
    trial.scaledPeriods += known.length;
  }
}

/** Scores over all series, and the losses of each. */
export function sumTrial(series: readonly SeriesTrial[]): Pick<TrialRecord, "scores" | "losses"> {
  const sum = (part: Exclude<keyof SeriesTrial, "half">) =>
    series.reduce((total, trial) => total + trial[part], 0);
  const share = (loss: number, of: number) => (of > 0 ? loss / of : 0);
  const actual = sum("actual");
  return {
    scores: {
      wql: share(sum("loss"), actual),
      sql: share(sum("scaled"), sum("scaledPeriods")),
      network: share(sum("network"), actual),
      boosted: share(sum("boosted"), actual),
    },
    losses: {
      half: series.map(({ half }) => half),
      loss: series.map(({ loss }) => loss),
      scaled: series.map(({ scaled }) => scaled),
    },
  };
}
