import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { packedAt, packedLength, solveSymmetric } from "#lib/domain/cholesky.ts";
import { addShared, mintMultipliers, movedSums, reconcileSeries } from "#lib/forecasting/mint.ts";

/** A hierarchy by hand: which series each aggregate sums up. */
interface Hierarchy {
  readonly sums: readonly (readonly number[])[];
  readonly series: number;
}

/** Total of two groups of three and two series: Hyndman and Athanasopoulos, fig. 11.1. */
const textbook: Hierarchy = {
  sums: [
    [0, 1, 2, 3, 4],
    [0, 1, 2],
    [3, 4],
  ],
  series: 5,
};

type Matrix = readonly (readonly number[])[];

const transpose = (m: Matrix): Matrix => (m[0] ?? []).map((_, j) => m.map((row) => row[j] ?? 0));
const multiply = (a: Matrix, b: Matrix): Matrix => {
  const columns = transpose(b);
  return a.map((row) =>
    columns.map((column) => row.reduce((sum, value, k) => sum + value * (column[k] ?? 0), 0)),
  );
};

/** By Gauss and Jordan, with pivots. */
function inverse(matrix: Matrix): Matrix {
  const size = matrix.length;
  const rows = matrix.map((row, i) => [...row, ...row.map((_, j) => Number(i === j))]);
  for (let i = 0; i < size; i++) {
    const best = rows.findIndex(
      (row, r) =>
        r >= i && Math.abs(row[i]) === Math.max(...rows.slice(i).map((o) => Math.abs(o[i]))),
    );
    [rows[i], rows[best]] = [rows[best], rows[i]];
    const pivot = rows[i][i];
    rows[i] = rows[i].map((value) => value / pivot);
    for (const [r, row] of rows.entries()) {
      if (r !== i) rows[r] = row.map((value, c) => value - row[i] * rows[i][c]);
    }
  }
  return rows.map((row) => row.slice(size));
}

/** S (Sᵀ W⁻¹ S)⁻¹ Sᵀ W⁻¹ ŷ as the paper writes it, with all matrices whole. */
function wholeMint(
  { sums, series }: Hierarchy,
  variances: readonly number[],
  base: readonly number[],
): number[] {
  const bottom = Array.from({ length: series }, (_, i) =>
    Array.from({ length: series }, (__, j) => Number(i === j)),
  );
  const aggregates = sums.map((own) => bottom.map((_, j) => Number(own.includes(j))));
  const s = [...aggregates, ...bottom];
  const weighted = multiply(
    transpose(s),
    variances.map((v, i) => variances.map((_, j) => (i === j ? 1 / v : 0))),
  );
  const gain = multiply(inverse(multiply(weighted, s)), weighted);
  return multiply(s, multiply(gain, transpose([base]))).map(([value]) => value ?? 0);
}

const aggregatesOf = ({ sums }: Hierarchy, series: number): Int32Array =>
  Int32Array.from(sums.flatMap((own, a) => (own.includes(series) ? [a] : [])));

/** The same by the form that the product uses. */
function mint(
  hierarchy: Hierarchy,
  variances: readonly number[],
  base: readonly number[],
  trust = 1,
) {
  const count = hierarchy.sums.length;
  const shared = new Float64Array(packedLength(count));
  const of = (i: number) => variances[count + i] ?? 0;
  for (let i = 0; i < hierarchy.series; i++) addShared(shared, aggregatesOf(hierarchy, i), of(i));
  const variance = Float64Array.from(variances.slice(0, count));
  const sums = hierarchy.sums.map((own) => own.reduce((sum, i) => sum + base[count + i], 0));
  const incoherence = Float64Array.from(sums, (sum, a) => base[a] - sum);
  const multipliers = mintMultipliers({ shared, variance }, trust, incoherence);
  const bottom = Array.from({ length: hierarchy.series }, (_, i) => {
    const mean = Float32Array.of(base[count + i]);
    reconcileSeries(mean, aggregatesOf(hierarchy, i), of(i), multipliers, false);
    return mean[0] ?? 0;
  });
  const moved = movedSums(shared, multipliers, count);
  return { bottom, aggregates: sums.map((sum, a) => sum + moved[a]) };
}

const variance = fc.double({ min: 0.1, max: 50, noNaN: true });
const value = fc.double({ min: -100, max: 100, noNaN: true });

describe("MinT by the matrix of the aggregates alone", () => {
  test("is S (S′W⁻¹S)⁻¹ S′W⁻¹ ŷ of Wickramasuriya, Athanasopoulos & Hyndman", () => {
    const hierarchies: Hierarchy[] = [
      textbook,
      // Places by items: two ways to add up, and levels that depend on each other.
      {
        sums: [
          [0, 1, 2, 3],
          [0, 1],
          [2, 3],
          [0, 2],
          [1, 3],
        ],
        series: 4,
      },
    ];
    fc.assert(
      fc.property(
        fc.constantFrom(...hierarchies),
        fc.array(variance, { minLength: 10, maxLength: 10 }),
        fc.array(value, { minLength: 10, maxLength: 10 }),
        (hierarchy, variances, base) => {
          const size = hierarchy.sums.length + hierarchy.series;
          const [v, y] = [variances.slice(0, size), base.slice(0, size)];
          const expected = wholeMint(hierarchy, v, y);
          const { aggregates, bottom } = mint(hierarchy, v, y);
          for (const [i, found] of [...aggregates, ...bottom].entries()) {
            expect(found).toBeCloseTo(expected[i] ?? Number.NaN, 3);
          }
        },
      ),
    );
  });

  test("by least squares splits what is missing alike among the total and its parts", () => {
    // With W = I, b̃ᵢ = b̂ᵢ + (ŷ − Σ b̂) / (k + 1): Hyndman et al. 2011, two levels.
    const { bottom, aggregates } = mint(
      { sums: [[0, 1, 2]], series: 3 },
      [1, 1, 1, 1],
      [100, 30, 20, 10],
    );
    expect(bottom).toEqual([40, 30, 20]);
    expect(aggregates[0]).toBeCloseTo(90, 9);
  });

  test("leaves forecasts that agree as they are, and is bottom-up without trust", () => {
    const ones = new Array<number>(8).fill(1);
    const coherent = [15, 6, 9, 1, 2, 3, 4, 5];
    expect(mint(textbook, ones, coherent).bottom).toEqual([1, 2, 3, 4, 5]);
    const { bottom } = mint(textbook, ones, [99, 0, 0, 1, 2, 3, 4, 5], 1e12);
    expect(bottom).toEqual([1, 2, 3, 4, 5]);
  });

  test("moves no series of which nothing varied, nor by an aggregate that never changed", () => {
    const { bottom } = mint({ sums: [[0, 1], [0]], series: 2 }, [0, 0, 0, 2], [9, 5, 1, 2]);
    expect(bottom).toEqual([1, 8]);
  });

  test("where nothing can be negative, keeps each between half and double of what it was", () => {
    const mean = Float32Array.of(10, 10, 0);
    reconcileSeries(mean, Int32Array.of(0), 1, Float64Array.of(-50, 50, 50), true);
    expect([...mean]).toEqual([5, 20, 0]);
  });
});

test("Cholesky's factors solve what a Gram matrix makes of known unknowns", () => {
  const size = 6;
  const entries = fc.array(fc.double({ min: -2, max: 2, noNaN: true }), {
    minLength: size * size,
    maxLength: size * size,
  });
  const unknowns = fc.array(value, { minLength: size, maxLength: size });
  fc.assert(
    fc.property(entries, unknowns, (numbers, x) => {
      const gram = (i: number, j: number) =>
        Array.from(
          { length: size },
          (_, k) => numbers[i * size + k] * numbers[j * size + k],
        ).reduce((sum, product) => sum + product, Number(i === j));
      const packed = new Float64Array(packedLength(size));
      for (let i = 0; i < size; i++) {
        for (let j = 0; j <= i; j++) packed[packedAt(i, j)] = gram(i, j);
      }
      const right = Float64Array.from({ length: size }, (_, i) =>
        x.reduce((sum, value, j) => sum + gram(i, j) * value, 0),
      );
      for (const [i, found] of solveSymmetric(packed, size, right).entries()) {
        expect(found).toBeCloseTo(x[i] ?? Number.NaN, 6);
      }
    }),
  );
});
