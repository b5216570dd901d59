import { medianAt } from "./quantile-loss.ts";
import { seriesLoss } from "./series-loss.ts";
import { tiedShareInside } from "./tied-coverage.ts";

/** How far quantiles are drawn away from their median, by segment; plain JSON. */
export interface SpreadFactors {
  readonly overall: number;
  readonly segments: Readonly<Record<string, number>>;
}

/** A validation forecast beside what came. */
export interface SpreadSample {
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

interface SpreadSettings {
  readonly levels: readonly number[];
  readonly nonNegative: boolean;
}

/** Factors that are tried: quantiles hardly ever need to be halved or more than doubled. */
const candidates = Array.from({ length: 31 }, (_, i) => 0.7 + 0.05 * i);
/** Forecasts that the belief in a factor of 1 counts as, and a segment's in the overall one. */
const overallPrior = 20;
const segmentPrior = 100;

/**
 * One number that makes up for forecasts which are too sure of themselves, as blends are that were
 * chosen on the very forecasts they are judged by, and networks that saw little:
 *
 *     q′ = median + f · (q − median)
 *
 * f lies halfway between the factor of least validation loss and the least one whose outer interval
 * covers (n + 1) / n of its share, so that one more forecast is covered as often as promised (Lei et
 * al. 2018); drawn towards 1 by n / (n + 20) of n forecasts, a segment's towards the overall one by
 * n / (n + 100). A single number can be learned from a few dozen forecasts, where an offset for every
 * level and horizon cannot.
 */
export function learnSpread(
  samples: readonly SpreadSample[],
  settings: SpreadSettings,
): SpreadFactors {
  const overall = shrunkFactor(samples, settings, { towards: 1, weight: overallPrior });
  const groups = Map.groupBy(samples, ({ segment }) => segment);
  const prior = { towards: overall, weight: segmentPrior };
  const segments = [...groups]
    .sort(([a], [b]) => (a < b ? -1 : 1))
    .map(([segment, own]) => [segment, shrunkFactor(own, settings, prior)] as const);
  return { overall, segments: Object.fromEntries(segments) };
}

interface FactorPrior {
  readonly towards: number;
  /** Forecasts that it counts as. */
  readonly weight: number;
}

function shrunkFactor(
  samples: readonly SpreadSample[],
  settings: SpreadSettings,
  { towards, weight }: FactorPrior,
): number {
  if (samples.length === 0 || settings.levels.length < 2) return towards;
  const tried = candidates.map((factor) => tryFactor(samples, factor, settings));
  const losses = tried.map(({ loss }) => loss);
  const sharpest = candidates[losses.indexOf(Math.min(...losses))] as number;
  const share = (nominal: number) => Math.min(1, nominal * (1 + 1 / samples.length));
  const enough = tried.findIndex(({ inside, nominal }) => inside >= share(nominal));
  const covering = candidates.at(enough) as number;
  const found = (sharpest + covering) / 2;
  return towards + ((found - towards) * samples.length) / (samples.length + weight);
}

/** Loss of what is widened so, and shares inside the outer interval: found and promised. */
function tryFactor(samples: readonly SpreadSample[], factor: number, settings: SpreadSettings) {
  const { levels } = settings;
  const [lower, upper] = [levels[0], levels.at(-1)] as [number, number];
  let loss = 0;
  let inside = 0;
  let periods = 0;
  for (const { weight, actual, quantiles, saleProbability } of samples) {
    const widened = quantiles.slice();
    spreadQuantiles(widened, factor, settings);
    loss += weight * seriesLoss(actual, widened, levels);
    for (let h = 0; h < actual.length; h++) {
      const y = actual[h] as number;
      if (Number.isNaN(y)) continue;
      const noSale = settings.nonNegative ? 1 - (saleProbability[h] as number) : 0;
      // As the hurdle will have it.
      const low = noSale < lower ? (widened[h * levels.length] as number) : 0;
      const high = widened[(h + 1) * levels.length - 1] as number;
      inside += tiedShareInside(y, { low, high }, lower, noSale);
      periods += 1;
    }
  }
  return { loss, inside: periods > 0 ? inside / periods : 1, nominal: upper - lower };
}

/**
 * Draws the quantiles of one series away from their median by `factor`, in place; they keep their
 * order, and do not fall below 0 where the target cannot.
 *
 * @param quantiles  [horizon · levels]
 */
export function spreadQuantiles(
  quantiles: Float32Array,
  factor: number,
  { levels, nonNegative }: SpreadSettings,
): void {
  if (factor === 1) return;
  const floor = nonNegative ? 0 : Number.NEGATIVE_INFINITY;
  const count = levels.length;
  for (let h = 0; h < quantiles.length / count; h++) {
    const median = medianAt(quantiles, h, levels);
    for (let i = h * count; i < (h + 1) * count; i++) {
      quantiles[i] = Math.max(floor, median + factor * ((quantiles[i] as number) - median));
    }
  }
}

export const spreadOf = ({ overall, segments }: SpreadFactors, segment: string): number =>
  segments[segment] ?? overall;
