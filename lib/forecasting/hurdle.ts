import { seriesLoss } from "./series-loss.ts";

/** In which segments quantiles are set to 0 below the hurdle; plain JSON. */
export interface HurdleUse {
  readonly overall: boolean;
  readonly segments: Readonly<Record<string, boolean>>;
}

/** A validation forecast, calibrated, beside what came. */
export interface HurdledForecast {
  readonly segment: string;
  /** What a unit of its loss counts. */
  readonly weight: number;
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
  /** [horizon · levels] */
  readonly quantiles: Float32Array;
  /** [horizon] */
  readonly saleProbability: Float32Array;
}

/**
 * A quantile whose level does not exceed the probability of no sale is 0: what the hurdle says of a
 * target that is never negative.
 *
 *     Q(τ) = 0   where τ ≤ 1 − p
 *
 * @param quantiles  [horizon · levels] changed in place
 * @param saleProbability  p [horizon]
 */
export function applyHurdle(
  quantiles: Float32Array,
  saleProbability: Float32Array,
  levels: readonly number[],
): void {
  for (let h = 0; h < saleProbability.length; h++) {
    const noSale = 1 - (saleProbability[h] as number);
    for (let q = 0; q < levels.length && (levels[q] as number) <= noSale; q++) {
      quantiles[h * levels.length + q] = 0;
    }
  }
}

/** Keeps the hurdle where it lowers the validation loss, segment by segment and for all together. */
export function learnHurdle(
  forecasts: readonly HurdledForecast[],
  levels: readonly number[],
): HurdleUse {
  const gains = new Map<string, number>();
  for (const { segment, weight, actual, quantiles, saleProbability } of forecasts) {
    const hurdled = quantiles.slice();
    applyHurdle(hurdled, saleProbability, levels);
    const gain = seriesLoss(actual, quantiles, levels) - seriesLoss(actual, hurdled, levels);
    gains.set(segment, (gains.get(segment) ?? 0) + weight * gain);
  }
  const total = [...gains.values()].reduce((sum, gain) => sum + gain, 0);
  const segments = [...gains].map(([segment, gain]) => [segment, gain > 0] as const);
  return { overall: total > 0, segments: Object.fromEntries(segments) };
}
