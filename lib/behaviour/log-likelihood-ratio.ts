/** How often two things happen: together, each at all, and out of how many. */
export interface PairCounts {
  readonly both: number;
  readonly one: number;
  readonly other: number;
  readonly total: number;
}

/**
 * Log-likelihood ratio of a 2 × 2 table against independence (Dunning 1993, "Accurate methods for the
 * statistics of surprise and coincidence"); about χ² with one degree of freedom where there is none.
 *
 *     G² = 2 Σ k ln(k · N / (row sum · column sum))     over the four cells k
 */
export function logLikelihoodRatio({ both, one, other, total }: PairCounts): number {
  const cell = (count: number, row: number, column: number) =>
    count > 0 ? count * Math.log((count * total) / (row * column)) : 0;
  const neither = total - one - other + both;
  const sum =
    cell(both, one, other) +
    cell(one - both, one, total - other) +
    cell(other - both, total - one, other) +
    cell(neither, total - one, total - other);
  return Math.max(0, 2 * sum);
}

/** Times as often together as if they had nothing to do with each other: k₁₁ N / (n₁ n₂). */
export function lift({ both, one, other, total }: PairCounts): number {
  return (both * total) / (one * other);
}
