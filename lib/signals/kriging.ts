import { solveSymmetric } from "#lib/domain/cholesky.ts";

/** What is told of one unknown value by known ones. */
export interface Kriged {
  readonly mean: number;
  /** Of the value itself, its own noise counted. */
  readonly variance: number;
  /** [n] what each known value counts for: mean = Σ weightᵢ valueᵢ. */
  readonly weights: Float64Array;
}

/** Covariances of n known values of mean 0 with one another and with the value sought. */
export interface Covariances {
  /** K + Σ, noise on its diagonal, packed as `packedAt` says. */
  readonly known: Float64Array;
  /** [n] k∗ */
  readonly sought: Float64Array;
  /** Variance of the value sought before anything is known, noise counted. */
  readonly prior: number;
}

/** A variance below this share of the prior is rounding. */
const leastVariance = 1e-6;

/**
 * Simple kriging, which is regression by a Gaussian process (Rasmussen & Williams 2006, eq. 2.25 and 2.26):
 *
 *     w = (K + Σ)⁻¹ k∗        mean = wᵀ y        variance = k∗∗ − wᵀ k∗
 *
 * @param values y [n]
 */
export function krige({ known, sought, prior }: Covariances, values: Float64Array): Kriged {
  const n = sought.length;
  const weights = solveSymmetric(known, n, sought);
  let [mean, told] = [0, 0];
  for (let i = 0; i < n; i++) {
    mean += (weights[i] as number) * (values[i] as number);
    told += (weights[i] as number) * (sought[i] as number);
  }
  return { mean, variance: Math.max(prior - told, leastVariance * prior), weights };
}
