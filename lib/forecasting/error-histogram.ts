/**
 * Scaled errors counted in bins, so that quantiles of any number of them take no more room, and
 * shards add up. Bin b holds errors nearest to (b − 200) / 100; beyond ±2 they count at the end.
 */
export interface ErrorHistogram {
  /** [bins] */
  readonly counts: number[];
  /** [bins] what a unit of loss of those errors weighs, summed. */
  readonly weights: number[];
}

const perUnit = 100;
const reach = 2;
const bins = 2 * reach * perUnit + 1;

export const emptyHistogram = (): ErrorHistogram => ({
  counts: new Array<number>(bins).fill(0),
  weights: new Array<number>(bins).fill(0),
});

const errorAt = (bin: number): number => bin / perUnit - reach;

export function countError(
  { counts, weights }: ErrorHistogram,
  error: number,
  weight: number,
): void {
  const clipped = Math.min(reach, Math.max(-reach, error));
  const bin = Math.round((clipped + reach) * perUnit);
  counts[bin] += 1;
  weights[bin] += weight;
}

export function addHistogram(histogram: ErrorHistogram, more: ErrorHistogram): void {
  for (let b = 0; b < bins; b++) {
    histogram.counts[b] += more.counts[b];
    histogram.weights[b] += more.weights[b];
  }
}

export const errorCount = ({ counts }: ErrorHistogram): number =>
  counts.reduce((sum, count) => sum + count, 0);

/** Least error that at least a share `level` of n + 1 does not exceed: split conformal's quantile. */
export function errorQuantile(histogram: ErrorHistogram, level: number): number {
  const needed = level * (errorCount(histogram) + 1);
  let reached = 0;
  for (let b = 0; b < bins; b++) {
    reached += histogram.counts[b];
    if (reached >= needed) return errorAt(b);
  }
  return reach;
}

/** Σ weight · pinball loss at `level` of a forecast moved by `offset`. */
export function movedLoss({ weights }: ErrorHistogram, level: number, offset: number): number {
  let total = 0;
  for (let b = 0; b < bins; b++) {
    const shortfall = errorAt(b) - offset;
    total += weights[b] * Math.max(level * shortfall, (level - 1) * shortfall);
  }
  return total;
}
