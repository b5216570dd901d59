import { customerItems } from "#lib/behaviour/purchases.ts";
import { type SparseRows, transpose } from "#lib/behaviour/sparse-rows.ts";
import { packedAt, packedLength, solveSymmetric } from "#lib/domain/cholesky.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { type Exam, ownItems } from "./later-orders.ts";
import type { Rival } from "./rivals.ts";

const factors = 64;
const rounds = 12;

/**
 * Matrix factors of implicit feedback by alternating least squares (Hu, Koren & Volinsky 2008), confidence
 * 1 + α where bought; a customer is folded in from what is known before the order asked for.
 */
export function als(exam: Exam, alpha: number, regularisation: number): Rival {
  const wanted = customerItems(exam.lesson);
  const holders = transpose(wanted);
  const random = seededRandom(1, "als");
  const draw = (rows: number) =>
    Float64Array.from({ length: rows * factors }, () => 0.01 * random.normal());
  const [people, goods] = [draw(wanted.rows), draw(holders.rows)];
  const solver = new RowSolver(alpha, regularisation);
  for (let round = 0; round < rounds; round++) {
    solveAll(wanted, people, goods, solver);
    solveAll(holders, goods, people, solver);
  }
  const gram = gramOf(goods);
  const own = new Float64Array(factors);
  return (customer) => {
    solver.solve([...ownItems(exam.held.past, customer).keys()], goods, gram, own, 0);
    const scores = new Float64Array(exam.held.past.items);
    for (const [item] of scores.entries()) {
      let sum = 0;
      for (let f = 0; f < factors; f++) {
        sum += (own[f] as number) * (goods[item * factors + f] as number);
      }
      scores[item] = sum;
    }
    return scores;
  };
}

function solveAll(
  rows: SparseRows,
  into: Float64Array,
  others: Float64Array,
  solver: RowSolver,
): void {
  const gram = gramOf(others);
  for (let row = 0; row < rows.rows; row++) {
    const entries = rows.column.subarray(rows.offsets[row], rows.offsets[row + 1]);
    solver.solve(entries, others, gram, into, row * factors);
  }
}

/** YᵀY, packed. */
function gramOf(vectors: Float64Array): Float64Array {
  const gram = new Float64Array(packedLength(factors));
  for (let at = 0; at < vectors.length; at += factors) addOuter(gram, vectors, at, 1);
  return gram;
}

function addOuter(into: Float64Array, vectors: Float64Array, at: number, weight: number): void {
  for (let i = 0; i < factors; i++) {
    const x = weight * (vectors[at + i] as number);
    const row = packedAt(i, 0);
    for (let j = 0; j <= i; j++) {
      into[row + j] = (into[row + j] as number) + x * (vectors[at + j] as number);
    }
  }
}

/** x = (YᵀY + α Σ y yᵀ + λ I)⁻¹ (1 + α) Σ y, by Cholesky's factors. */
class RowSolver {
  readonly #alpha: number;
  readonly #regularisation: number;
  readonly #left = new Float64Array(packedLength(factors));

  constructor(alpha: number, regularisation: number) {
    this.#alpha = alpha;
    this.#regularisation = regularisation;
  }

  solve(
    entries: ArrayLike<number>,
    vectors: Float64Array,
    gram: Float64Array,
    into: Float64Array,
    at: number,
  ): void {
    const left = this.#left;
    left.set(gram);
    const x = into.subarray(at, at + factors).fill(0);
    for (let e = 0; e < entries.length; e++) {
      const from = (entries[e] as number) * factors;
      addOuter(left, vectors, from, this.#alpha);
      for (let f = 0; f < factors; f++) {
        x[f] = (x[f] as number) + (1 + this.#alpha) * (vectors[from + f] as number);
      }
    }
    for (let f = 0; f < factors; f++) {
      left[packedAt(f, f)] = (left[packedAt(f, f)] as number) + this.#regularisation;
    }
    x.set(solveSymmetric(left, factors, x));
  }
}
