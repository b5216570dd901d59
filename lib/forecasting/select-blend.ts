import { seriesLoss } from "./series-loss.ts";

/** One series' forecasts by every member, beside what came. */
export interface BlendSample {
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
  /** What a unit of loss of this series counts. */
  readonly weight: number;
  /** A member each, [horizon · levels]. */
  readonly quantiles: readonly Float32Array[];
}

/** Tenths: fine enough, and too coarse to fit noise. */
const rounds = 10;

/**
 * Weights of members by greedy forward selection with replacement (Caruana et al. 2004): ten times
 * the member is added that most lowers the loss of the mean of all added so far. Quantiles are
 * averaged level by level.
 *
 * @returns [members] multiples of 1/10 that add up to 1
 */
export function selectBlend(samples: readonly BlendSample[], levels: readonly number[]): number[] {
  const members = samples[0]?.quantiles.length ?? 0;
  const sums = samples.map(({ quantiles }) => new Float32Array(quantiles[0].length));
  const counts = new Array<number>(members).fill(0);
  for (let round = 1; round <= rounds && members > 0; round++) {
    const losses = counts.map((_, member) => blendLoss(samples, sums, member, round, levels));
    const best = losses.indexOf(Math.min(...losses));
    counts[best] += 1;
    for (const [s, sum] of sums.entries()) addTo(sum, samples[s].quantiles[best]);
  }
  return counts.map((count) => count / rounds);
}

/** Σ weight · loss of the mean of `round` members: those summed so far and one more. */
function blendLoss(
  samples: readonly BlendSample[],
  sums: readonly Float32Array[],
  member: number,
  round: number,
  levels: readonly number[],
): number {
  let total = 0;
  for (const [s, { actual, weight, quantiles }] of samples.entries()) {
    const blended = sums[s].map((sum, i) => (sum + quantiles[member][i]) / round);
    total += weight * seriesLoss(actual, blended, levels);
  }
  return total;
}

function addTo(sum: Float32Array, more: Float32Array): void {
  for (let i = 0; i < sum.length; i++) sum[i] += more[i];
}
