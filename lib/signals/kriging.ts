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
  /** [n · n] K + Σ, noise on its diagonal; overwritten. */
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
  factorise(known, n);
  const weights = solve(known, sought, n);
  let [mean, told] = [0, 0];
  for (let i = 0; i < n; i++) {
    mean += (weights[i] as number) * (values[i] as number);
    told += (weights[i] as number) * (sought[i] as number);
  }
  return { mean, variance: Math.max(prior - told, leastVariance * prior), weights };
}

/** A = L Lᵀ, L in the lower half of A (Cholesky; Rasmussen & Williams, algorithm 2.1). */
function factorise(a: Float64Array, n: number): void {
  for (let j = 0; j < n; j++) {
    for (let i = j; i < n; i++) {
      let sum = a[i * n + j] as number;
      for (let k = 0; k < j; k++) sum -= (a[i * n + k] as number) * (a[j * n + k] as number);
      const diagonal = i === j ? Math.sqrt(Math.max(sum, Number.MIN_VALUE)) : a[j * n + j];
      a[i * n + j] = i === j ? (diagonal as number) : sum / (diagonal as number);
    }
  }
}

/** x of L Lᵀ x = b */
function solve(l: Float64Array, b: Float64Array, n: number): Float64Array {
  const x = b.slice();
  for (let i = 0; i < n; i++) {
    let sum = x[i] as number;
    for (let k = 0; k < i; k++) sum -= (l[i * n + k] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
  for (let i = n - 1; i >= 0; i--) {
    let sum = x[i] as number;
    for (let k = i + 1; k < n; k++) sum -= (l[k * n + i] as number) * (x[k] as number);
    x[i] = sum / (l[i * n + i] as number);
  }
  return x;
}
