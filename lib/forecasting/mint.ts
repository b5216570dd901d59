import { packedAt, solveSymmetric } from "#lib/domain/cholesky.ts";

/** What the sums of series are made of, as far as reconciling them goes. */
export interface SharedVariance {
  /** A D Aᵀ, packed [aggregates · (aggregates + 1) / 2]: variance that aggregates have in common. */
  readonly shared: Float64Array;
  /** V [aggregates] of forecasts made of the sums themselves, units². */
  readonly variance: Float64Array;
}

/**
 * Adds a series to A D Aᵀ.
 *
 * @param aggregates  that the series is part of, rising, each once
 * @param variance    of its forecast, units²
 */
export function addShared(shared: Float64Array, aggregates: Int32Array, variance: number): void {
  for (let a = 0; a < aggregates.length; a++) {
    for (let b = 0; b <= a; b++) shared[packedAt(aggregates[a], aggregates[b])] += variance;
  }
}

/**
 * Minimum trace reconciliation (MinT; Wickramasuriya, Athanasopoulos & Hyndman 2019, JASA 114) with a
 * diagonal covariance, in the form that needs a matrix of the aggregates alone. With base forecasts â of
 * the aggregates and b̂ of the series, A their sums, and W = diag(τ V, D),
 *
 *     (â, b̂) → S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ (â, b̂),  S = (A; I),   is the same as
 *     λ = (τ V + A D Aᵀ)⁻¹ (â − A b̂),   b̃ = b̂ + D Aᵀ λ,   ã = A b̃
 *
 * τ says how far the aggregates' own forecasts are trusted: 1 as their variance says, less where
 * series err together, which a diagonal D cannot know; without end is bottom-up.
 *
 * @param trust        τ
 * @param incoherence  â − A b̂ [aggregates · horizon]
 * @returns λ [aggregates · horizon]
 */
export function mintMultipliers(
  { shared, variance }: SharedVariance,
  trust: number,
  incoherence: Float64Array,
): Float64Array {
  const matrix = shared.slice();
  for (let a = 0; a < variance.length; a++) matrix[packedAt(a, a)] += trust * variance[a];
  return solveSymmetric(matrix, variance.length, incoherence);
}

/** What the aggregates move by, A D Aᵀ λ [aggregates · horizon]. */
export function movedSums(shared: Float64Array, multipliers: Float64Array, aggregates: number) {
  const horizon = multipliers.length / aggregates;
  const moved = new Float64Array(multipliers.length);
  for (let a = 0; a < aggregates; a++) {
    for (let b = 0; b < aggregates; b++) {
      const variance = shared[packedAt(Math.max(a, b), Math.min(a, b))];
      if (variance === 0) continue;
      for (let h = 0; h < horizon; h++) {
        moved[a * horizon + h] += variance * multipliers[b * horizon + h];
      }
    }
  }
  return moved;
}

/** No forecast becomes more than this many times, or less than its inverse of, what it was. */
const mostTimes = 2;

/**
 * One series' share of the reconciliation, b̃ = b̂ + d Σ λ over its aggregates, in place. Where the target
 * cannot be negative it stays between half and double of b̂, so that it neither falls below 0 nor makes a
 * series sell that was forecast to sell nothing.
 *
 * @param mean       b̂ [horizon], overwritten
 * @param variance   d, units²
 */
export function reconcileSeries(
  mean: Float32Array,
  aggregates: Int32Array,
  variance: number,
  multipliers: Float64Array,
  nonNegative: boolean,
): void {
  const horizon = mean.length;
  for (let h = 0; h < horizon; h++) {
    let sum = 0;
    for (const a of aggregates) sum += multipliers[a * horizon + h];
    const before = mean[h];
    const after = before + variance * sum;
    mean[h] = nonNegative
      ? Math.min(mostTimes * before, Math.max(before / mostTimes, after))
      : after;
  }
}
