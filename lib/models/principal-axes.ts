import type { Random } from "#lib/domain/random.ts";

export interface PrincipalAxes {
  /** [inputs] */
  readonly mean: Float64Array;
  /** Orthonormal, [inputs] each, the one of most variance first. */
  readonly axes: readonly Float64Array[];
  /** Standard deviation of the rows along each axis. */
  readonly deviations: readonly number[];
}

/** Enough that axes whose variances differ by a twentieth are told apart. */
const rounds = 60;

/**
 * The axes of most variance (principal component analysis), by orthogonal iteration (Golub and Van
 * Loan, Matrix Computations, 8.2.4):  Z = C Q,  Q R = Z  with C the covariance of the rows.
 *
 * @param rows [rows][inputs]
 * @param count axes wanted
 * @param random draws where the iteration begins
 */
export function principalAxes(
  rows: readonly Float32Array[],
  count: number,
  random: Random,
): PrincipalAxes {
  const inputs = rows[0]?.length ?? 0;
  const mean = meanOf(rows, inputs);
  const covariance = covarianceOf(rows, mean);
  let axes = orthonormal(
    Array.from({ length: count }, () => Float64Array.from({ length: inputs }, random.normal)),
  );
  for (let round = 0; round < rounds; round++) {
    axes = orthonormal(axes.map((axis) => product(covariance, axis)));
  }
  const deviations = axes.map((axis) =>
    Math.sqrt(Math.max(0, dot(axis, product(covariance, axis)))),
  );
  return { mean, axes, deviations };
}

function meanOf(rows: readonly Float32Array[], inputs: number): Float64Array {
  const sums = new Float64Array(inputs);
  for (const row of rows) {
    for (let at = 0; at < inputs; at++) sums[at] = (sums[at] as number) + (row[at] as number);
  }
  return sums.map((sum) => sum / rows.length);
}

/** [inputs · inputs] */
function covarianceOf(rows: readonly Float32Array[], mean: Float64Array): Float64Array {
  const inputs = mean.length;
  const sums = new Float64Array(inputs * inputs);
  for (const row of rows) {
    const centred = mean.map((middle, at) => (row[at] as number) - middle);
    for (let i = 0; i < inputs; i++) {
      const scale = (centred[i] as number) / rows.length;
      const from = i * inputs;
      for (let j = 0; j < inputs; j++) {
        sums[from + j] = (sums[from + j] as number) + scale * (centred[j] as number);
      }
    }
  }
  return sums;
}

function product(matrix: Float64Array, vector: Float64Array): Float64Array {
  const size = vector.length;
  return vector.map((_, row) => dot(matrix.subarray(row * size, (row + 1) * size), vector));
}

function dot(a: Float64Array, b: Float64Array): number {
  let sum = 0;
  for (let at = 0; at < a.length; at++) sum += (a[at] as number) * (b[at] as number);
  return sum;
}

/** Gram and Schmidt, each vector freed of those before it; one that vanishes stays zero. */
function orthonormal(vectors: readonly Float64Array[]): Float64Array[] {
  const done: Float64Array[] = [];
  for (const vector of vectors) {
    const free = vector.slice();
    for (const axis of done) {
      const share = dot(free, axis);
      for (let at = 0; at < free.length; at++) {
        free[at] = (free[at] as number) - share * (axis[at] as number);
      }
    }
    const length = Math.sqrt(dot(free, free));
    done.push(length > 1e-12 ? free.map((value) => value / length) : free.fill(0));
  }
  return done;
}
