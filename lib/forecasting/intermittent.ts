import { blankForecast, type Forecast, type ForecastSettings } from "./forecast.ts";
import { type ObservedSeries, observedValues } from "./observed-series.ts";

/** A forecast of rare sales: how likely one is, and how large. */
interface HurdleRate {
  /** p, probability of a sale in a period. */
  readonly probability: number;
  /** Expected target a period. */
  readonly mean: number;
}

/**
 * Croston's method with the correction of Syntetos & Boylan (2005), SBA: sizes z and intervals x
 * between sales are smoothed when there is a sale.
 *
 *     z ← z + α (y − z),   x ← x + α (gap − x),   mean = (1 − α/2) z / x,   p = 1 / x
 */
export function croston(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const values = observedValues(series);
  const rate = leastError([0.05, 0.1, 0.2, 0.3], (alpha) => replayCroston(values, alpha));
  return hurdleForecast(values, rate, settings);
}

/**
 * The method of Teunter, Syntetos & Babai (2011), TSB: the probability of a sale is smoothed in every
 * period, so that an item that stops selling fades.
 *
 *     p ← p + α ([y > 0] − p) always,   z ← z + β (y − z) at a sale,   mean = p z
 */
export function teunterSyntetosBabai(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const values = observedValues(series);
  const pairs = [0.02, 0.05, 0.1, 0.2].flatMap((alpha) =>
    [0.05, 0.15].map((beta) => ({ alpha, beta })),
  );
  const rate = leastError(pairs, (pair) => replayTsb(values, pair));
  return hurdleForecast(values, rate, settings);
}

interface ReplayedRate extends HurdleRate {
  /** Sum of squared errors one period ahead. */
  readonly squares: number;
}

function leastError<P>(tried: readonly P[], replay: (parameter: P) => ReplayedRate): HurdleRate {
  const rates = tried.map(replay);
  return rates.reduce((best, rate) => (rate.squares < best.squares ? rate : best));
}

function replayCroston(values: Float64Array, alpha: number): ReplayedRate {
  let { size, probability } = firstGuess(values);
  let interval = probability > 0 ? 1 / probability : values.length + 1;
  let gap = 0;
  let squares = 0;
  const unbiased = 1 - alpha / 2;
  for (const value of values) {
    squares += (value - (unbiased * size) / interval) ** 2;
    gap += 1;
    if (value <= 0) continue;
    size += alpha * (value - size);
    interval += alpha * (gap - interval);
    gap = 0;
  }
  probability = 1 / Math.max(1, interval);
  return { probability, mean: unbiased * size * probability, squares };
}

function replayTsb(
  values: Float64Array,
  { alpha, beta }: { alpha: number; beta: number },
): ReplayedRate {
  let { size, probability } = firstGuess(values);
  let squares = 0;
  for (const value of values) {
    squares += (value - probability * size) ** 2;
    probability += alpha * (Number(value > 0) - probability);
    if (value > 0) size += beta * (value - size);
  }
  return { probability, mean: probability * size, squares };
}

/** Size and probability over the first periods up to the fourth sale, or all there are. */
function firstGuess(values: Float64Array): { size: number; probability: number } {
  let total = 0;
  let sales = 0;
  let periods = 0;
  for (const value of values) {
    periods += 1;
    if (value <= 0) continue;
    total += value;
    sales += 1;
    if (sales === 4) break;
  }
  return sales === 0
    ? { size: 0, probability: 0 }
    : { size: total / sales, probability: sales / periods };
}

/** A sale loses this share of its weight at each later one, when sizes to come are drawn. */
const forgetting = 0.03;
const sizesKept = 200;

/**
 * Quantiles of a hurdle: 0 with probability 1 − p, else a size drawn from those sold, the latest
 * most likely.
 *
 *     Q(τ) = 0 when τ ≤ 1 − p,   else F⁻¹((τ − (1 − p)) / p)
 */
function hurdleForecast(
  values: Float64Array,
  { probability, mean }: HurdleRate,
  settings: ForecastSettings,
): Forecast {
  const forecast = blankForecast(settings);
  const sizes = recentSizes(values);
  const count = settings.levels.length;
  for (let q = 0; q < count; q++) {
    const beyond = settings.levels[q] - (1 - probability);
    const quantile = beyond <= 0 ? 0 : sizeQuantile(sizes, beyond / probability);
    for (let h = 0; h < settings.horizon; h++) forecast.quantiles[h * count + q] = quantile;
  }
  forecast.mean.fill(mean);
  forecast.saleProbability.fill(probability);
  return forecast;
}

interface WeightedSize {
  readonly size: number;
  readonly weight: number;
}

/** Sizes above 0, smallest first, weighing (1 − forgetting)^age. */
function recentSizes(values: Float64Array): WeightedSize[] {
  const sizes: WeightedSize[] = [];
  for (let t = values.length - 1; t >= 0 && sizes.length < sizesKept; t--) {
    if (values[t] > 0) sizes.push({ size: values[t], weight: (1 - forgetting) ** sizes.length });
  }
  return sizes.sort((a, b) => a.size - b.size);
}

function sizeQuantile(sizes: readonly WeightedSize[], level: number): number {
  let total = 0;
  for (const { weight } of sizes) total += weight;
  let reached = 0;
  for (const { size, weight } of sizes) {
    reached += weight;
    if (reached >= level * total) return size;
  }
  return sizes.at(-1)?.size ?? 0;
}
