import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { lift, logLikelihoodRatio } from "#lib/behaviour/log-likelihood-ratio.ts";
import { nearestRows } from "#lib/behaviour/nearest-rows.ts";
import { SparseBuilder } from "#lib/behaviour/sparse-builder.ts";
import { rowNorms, type SparseRows, transpose } from "#lib/behaviour/sparse-rows.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { togetherItems } from "#lib/behaviour/together.ts";
import { TopList } from "#lib/behaviour/top-list.ts";

function sparse(dense: readonly (readonly number[])[], columns: number): SparseRows {
  const builder = new SparseBuilder();
  for (const row of dense) {
    row.forEach((value, column) => {
      if (value !== 0) builder.add(column, value);
    });
    builder.endRow();
  }
  return builder.finish(columns);
}

const dotProduct = (a: readonly number[], b: readonly number[]): number =>
  a.reduce((sum, value, c) => sum + value * (b[c] ?? 0), 0);

const orders = (...baskets: readonly (readonly number[])[]) =>
  sparse(
    baskets.map((basket) => [0, 1, 2, 3, 4].map((item) => (basket.includes(item) ? 1 : 0))),
    5,
  );

const matrices = fc
  .tuple(fc.integer({ min: 1, max: 8 }), fc.integer({ min: 1, max: 8 }))
  .chain(([rows, columns]) =>
    fc.array(fc.array(fc.constantFrom(0, 0, 1, 2, 3), { minLength: columns, maxLength: columns }), {
      minLength: rows,
      maxLength: rows,
    }),
  );

test("turned twice, a sparse matrix is itself", () => {
  fc.assert(
    fc.property(matrices, (dense) => {
      const matrix = sparse(dense, dense[0]?.length ?? 0);
      expect(transpose(transpose(matrix))).toEqual(matrix);
    }),
  );
});

test("nearest rows are those of the dense dot products, ties by the lower row", () => {
  fc.assert(
    fc.property(matrices, (dense) => {
      const matrix = sparse(dense, dense[0]?.length ?? 0);
      const near = nearestRows(matrix, { most: 3, leastShared: 1, score: (_r, _o, dot) => dot });
      dense.forEach((row, r) => {
        const expected = dense
          .map((other, o) => ({ o, dot: dotProduct(row, other) }))
          .filter(({ o, dot }) => o !== r && dot > 0)
          .sort((a, b) => b.dot - a.dot || a.o - b.o)
          .slice(0, 3);
        const from = near.offsets[r] as number;
        const to = near.offsets[r + 1] as number;
        expect([...near.row.subarray(from, to)]).toEqual(expected.map(({ o }) => o));
        expect([...near.score.subarray(from, to)]).toEqual(expected.map(({ dot }) => dot));
      });
    }),
  );
});

test("a list of the best is the head of all, sorted", () => {
  fc.assert(
    fc.property(fc.array(fc.integer({ min: 0, max: 9 })), (scores) => {
      const best = new TopList(4);
      scores.forEach((score, candidate) => {
        best.offer(candidate, score);
      });
      const sorted = scores
        .map((score, candidate) => ({ score, candidate }))
        .sort((a, b) => b.score - a.score || a.candidate - b.candidate);
      const kept = [...best.candidate.subarray(0, best.length)];
      expect(kept).toEqual(sorted.slice(0, 4).map(({ candidate }) => candidate));
    }),
  );
});

describe("the log-likelihood ratio", () => {
  test("gives Dunning's value for 'the swiss'", () => {
    // Dunning 1993, table 2: 110 together, 2442 and 111 apart, 29114 neither: −2 log λ = 270.72.
    const counts = { both: 110, one: 110 + 2442, other: 110 + 111, total: 31_777 };
    expect(logLikelihoodRatio(counts)).toBeCloseTo(270.72, 2);
  });

  test("is 0, and lift 1, where two things have nothing to do with each other", () => {
    const counts = { both: 20, one: 100, other: 40, total: 200 };
    expect(logLikelihoodRatio(counts)).toBeCloseTo(0, 9);
    expect(lift(counts)).toBe(1);
  });
});

describe("what is bought together", () => {
  const baskets = orders([0, 1], [0, 1, 2], [0, 1], [2, 3], [2, 3], [2], [4, 2], [3, 4]);

  test("leads to the partner, and never to what met too seldom", () => {
    const { neighbours, lift: liftOf } = togetherItems(baskets, 5);
    expect([...neighbours.row.subarray(neighbours.offsets[0], neighbours.offsets[1])]).toEqual([1]);
    expect(neighbours.shared[0]).toBe(3);
    expect(liftOf(0, 1, 3)).toBeCloseTo((3 * 8) / (3 * 3), 9);
    expect(neighbours.offsets[5]).toBe(2);
  });
});

describe("texts as vectors", () => {
  const vectors = textVectors([["red", "mug"], ["red", "mug"], ["red", "tea", "pot"], ["tea"], []]);

  test("have length 1, or none where no word is shared with another", () => {
    expect([...rowNorms(vectors)].map((norm) => Number(norm.toFixed(6)))).toEqual([1, 1, 1, 1, 0]);
  });
});
