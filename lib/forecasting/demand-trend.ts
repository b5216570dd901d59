import { observedMean, observeSeries } from "./observed-series.ts";

export interface DemandTrend {
  readonly direction: "rising" | "steady" | "falling";
  /** (level ahead − level now) / level now; NaN where nothing sells now. */
  readonly change: number;
  /** Probability of `direction`, 0 … 1. */
  readonly probability: number;
}

/** A smaller change than this is no news, whatever its probability. */
const leastChange = 0.05;
const leastProbability = 0.8;

/**
 * Compares the mean forecast with the mean of as many recent periods, both over whole seasons:
 *
 *     z = (ahead − now) / (s · √(2/n))        P(rising) = Φ(z)
 *
 * with s the standard deviation of a period around its season, from differences a season apart
 * (var(y(t) − y(t−m)) = 2s²), and n the periods compared. The sampling error of a mean stands for what the
 * forecast cannot know; autocorrelation beyond the season is left out.
 *
 * @param history  [periods] up to the cutoff
 * @param state    [periods] 0 where observed
 * @param mean     [horizon] forecast
 */
export function demandTrend(
  history: Float32Array,
  state: Uint8Array,
  mean: Float32Array,
  season: number,
): DemandTrend {
  const { values } = observeSeries(history, state);
  const periods = comparedPeriods(mean.length, values.length, season);
  const now = observedMean(values, values.length - periods);
  const ahead = mean.subarray(0, periods).reduce((sum, value) => sum + value, 0) / periods;
  const change = now === 0 ? Number.NaN : (ahead - now) / Math.abs(now);
  const error = seasonalDeviation(values, season) * Math.sqrt(2 / periods);
  const rising = error > 0 ? normalShare((ahead - now) / error) : share(ahead - now);
  return { change, ...judge(change, rising) };
}

/** Whole seasons where horizon and history hold one, else all that both hold. */
function comparedPeriods(horizon: number, history: number, season: number): number {
  const most = Math.max(1, Math.min(horizon, history));
  return most < season ? most : most - (most % season);
}

function seasonalDeviation(values: Float64Array, season: number): number {
  let squares = 0;
  let pairs = 0;
  for (let t = season; t < values.length; t++) {
    const difference = (values[t] as number) - (values[t - season] as number);
    if (Number.isNaN(difference)) continue;
    squares += difference ** 2;
    pairs += 1;
  }
  return pairs === 0 ? 0 : Math.sqrt(squares / pairs / 2);
}

function judge(change: number, rising: number): Omit<DemandTrend, "change"> {
  const isNews = !(Math.abs(change) < leastChange);
  if (isNews && rising >= leastProbability) return { direction: "rising", probability: rising };
  const falling = 1 - rising;
  if (isNews && falling >= leastProbability) return { direction: "falling", probability: falling };
  return { direction: "steady", probability: 1 - Math.abs(2 * rising - 1) * 0.5 };
}

const share = (difference: number): number => (Math.sign(difference) + 1) / 2;

/** Φ(z) by Abramowitz and Stegun 26.2.17, to 7.5e-8. */
function normalShare(z: number): number {
  const t = 1 / (1 + 0.2316419 * Math.abs(z));
  const series =
    t *
    (0.31938153 + t * (-0.356563782 + t * (1.781477937 + t * (-1.821255978 + t * 1.330274429))));
  const tail = series * Math.exp((-z * z) / 2) * 0.3989422804014327;
  return z < 0 ? tail : 1 - tail;
}
