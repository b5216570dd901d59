/** Place of row i, column j ≤ i, in a symmetric matrix packed row by row of its lower triangle. */
export const packedAt = (i: number, j: number): number => (i * (i + 1)) / 2 + j;

export const packedLength = (size: number): number => packedAt(size, 0);

/** A pivot that has lost this much of its diagonal is rounding. */
const leastPivot = 1e-12;

/**
 * Solves M x = d for several d at once by Cholesky's factors, M = L Lᵀ (Golub and Van Loan, Matrix
 * Computations, 4.2). Where M is singular, unknowns that nothing determines are 0.
 *
 * @param matrix  M, packed [size · (size + 1) / 2], symmetric and positive semidefinite
 * @param right   d [size · columns]
 * @returns x [size · columns]
 */
export function solveSymmetric(
  matrix: Float64Array,
  size: number,
  right: Float64Array,
): Float64Array {
  const factor = choleskyFactor(matrix, size);
  const columns = size === 0 ? 0 : right.length / size;
  const x = right.slice();
  for (let i = 0; i < size; i++) {
    for (let j = 0; j < i; j++) addRow(x, i, j, -factor[packedAt(i, j)], columns);
    divideRow(x, i, factor[packedAt(i, i)], columns);
  }
  for (let i = size - 1; i >= 0; i--) {
    for (let j = i + 1; j < size; j++) addRow(x, i, j, -factor[packedAt(j, i)], columns);
    divideRow(x, i, factor[packedAt(i, i)], columns);
  }
  return x;
}

/** L, packed; an infinite pivot stands for one that is lost, so that what is divided by it is 0. */
function choleskyFactor(matrix: Float64Array, size: number): Float64Array {
  const factor = new Float64Array(matrix.length);
  for (let i = 0; i < size; i++) {
    const row = packedAt(i, 0);
    for (let j = 0; j <= i; j++) {
      const other = packedAt(j, 0);
      let sum = matrix[row + j];
      for (let k = 0; k < j; k++) sum -= factor[row + k] * factor[other + k];
      factor[row + j] = i === j ? pivotOf(sum, matrix[row + i]) : sum / factor[other + j];
    }
  }
  return factor;
}

const pivotOf = (left: number, diagonal: number): number =>
  left > leastPivot * diagonal ? Math.sqrt(left) : Number.POSITIVE_INFINITY;

function addRow(x: Float64Array, to: number, from: number, factor: number, columns: number): void {
  if (factor === 0) return;
  for (let c = 0; c < columns; c++) x[to * columns + c] += factor * x[from * columns + c];
}

function divideRow(x: Float64Array, row: number, by: number, columns: number): void {
  for (let c = 0; c < columns; c++) x[row * columns + c] /= by;
}
