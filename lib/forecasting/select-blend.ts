/** One validation forecast of one series by every member, beside what came. */
export interface BlendSample {
  readonly segment: string;
  /** Which half of the series it belongs to, dealt by chance: one learns what the other tests. */
  readonly half: 0 | 1;
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
  /** Seasonal error of the history, units: the scale of SQL. */
  readonly scale: number;
  /** [members · horizon · levels] */
  readonly quantiles: Float32Array;
}

/** A sample with what a unit of its loss counts. */
export interface WeighedSample extends BlendSample {
  readonly weight: number;
}

/** What is believed of the weights before looking, and how firmly. */
export interface WeightPrior {
  /** [members] adding up to 1. */
  readonly weights: readonly number[];
  /** Samples that it counts as. */
  readonly samples: number;
}

/** Tenths: fine enough, and too coarse to fit noise. */
const rounds = 10;
/** A member that weighs less is left out. */
const leastWeight = 0.05;

/**
 * Weights of members by greedy forward selection with replacement (Caruana et al. 2004): ten times
 * the member is added that most lowers the loss of the mean of all added so far. Quantiles are
 * averaged level by level (Vincentization; Ratcliff 1979). The mean starts from the prior's, which
 * counts as  10 k / n  rounds when it stands for k samples beside n.
 *
 * @returns [members] adding up to 1
 */
export function selectBlend(
  samples: readonly WeighedSample[],
  levels: readonly number[],
  prior: WeightPrior,
): number[] {
  if (samples.length === 0) return [...prior.weights];
  const start = (rounds * prior.samples) / samples.length;
  const counts = prior.weights.map((weight) => weight * start);
  const sums = samples.map(({ quantiles }) => mixMembers(quantiles, counts));
  for (let round = 1; round <= rounds; round++) {
    const losses = counts.map((_, member) =>
      samples.reduce((total, sample, s) => {
        const sum = sums[s] as Float32Array;
        return total + sample.weight * addedLoss(sample, sum, member, start + round, levels);
      }, 0),
    );
    const best = losses.indexOf(Math.min(...losses));
    counts[best] = (counts[best] ?? 0) + 1;
    for (const [s, sum] of sums.entries()) addMember(sum, samples[s]?.quantiles, best, 1);
  }
  return withoutTraces(counts);
}

/** Shares of the counts, those too small to matter left out: each member costs time every night. */
function withoutTraces(counts: readonly number[]): number[] {
  const total = counts.reduce((sum, count) => sum + count, 0);
  const kept = counts.map((count) => (count < leastWeight * total ? 0 : count));
  const rest = kept.reduce((sum, count) => sum + count, 0);
  return kept.map((count) => count / rest);
}

function addMember(
  sum: Float32Array,
  quantiles: Float32Array | undefined,
  member: number,
  weight: number,
): void {
  if (quantiles === undefined) return;
  const first = member * sum.length;
  for (let i = 0; i < sum.length; i++) {
    sum[i] = (sum[i] as number) + weight * (quantiles[first + i] as number);
  }
}

/** Quantile loss, up to a factor, of the mean of what is summed and one more: `count` in all. */
function addedLoss(
  { actual, quantiles }: BlendSample,
  sum: Float32Array,
  member: number,
  count: number,
  levels: readonly number[],
): number {
  const first = member * sum.length;
  let total = 0;
  for (let h = 0, i = 0; h < actual.length; h++) {
    const y = actual[h] as number;
    if (Number.isNaN(y)) {
      i += levels.length;
      continue;
    }
    for (let q = 0; q < levels.length; q++, i++) {
      const shortfall = y - ((sum[i] as number) + (quantiles[first + i] as number)) / count;
      const level = levels[q] as number;
      total += shortfall > 0 ? level * shortfall : (level - 1) * shortfall;
    }
  }
  return total;
}

/**
 * Adds up what members say, by weight.
 *
 * @param values   [members · width]
 * @param weights  [members]
 * @returns [width]
 */
export function mixMembers(values: Float32Array, weights: readonly number[]): Float32Array {
  const sum = new Float32Array(values.length / weights.length);
  for (const [m, weight] of weights.entries()) if (weight > 0) addMember(sum, values, m, weight);
  return sum;
}
