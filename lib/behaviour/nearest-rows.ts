import { type SparseRows, transpose } from "./sparse-rows.ts";
import { TopList } from "./top-list.ts";

/** The nearest rows of every row, best first: row `r` owns `offsets[r] … offsets[r + 1]`. */
export interface Neighbours {
  /** [rows + 1] */
  readonly offsets: Int32Array;
  /** [pairs] the other row. */
  readonly row: Int32Array;
  /** [pairs] */
  readonly score: Float32Array;
  /** [pairs] columns that both rows have. */
  readonly shared: Int32Array;
}

export interface Nearness {
  /** Most neighbours kept of a row. */
  readonly most: number;
  /** Columns that two rows must share at least. */
  readonly leastShared: number;
  /** Above 0 for a neighbour; `product` is the rows' dot product. */
  readonly score: (row: number, other: number, product: number, shared: number) => number;
}

/**
 * Nearest rows by way of shared columns: Σ over columns of (entries in it)² steps, and memory of the
 * order of the matrix and of the answer.
 */
export function nearestRows(matrix: SparseRows, nearness: Nearness): Neighbours {
  const products = new RowProducts(matrix);
  const best = new TopList(nearness.most);
  const found = new NeighbourLists(matrix.rows, nearness.most);
  for (let row = 0; row < matrix.rows; row++) {
    products.start(row);
    best.clear();
    for (const other of products.touched()) {
      const shared = products.shared[other] as number;
      if (shared < nearness.leastShared) continue;
      const score = nearness.score(row, other, products.product[other] as number, shared);
      if (score > 0) best.offer(other, score);
    }
    for (let k = 0; k < best.length; k++) {
      const other = best.candidate[k] as number;
      found.add(other, best.score[k] as number, products.shared[other] as number);
    }
    found.endRow();
  }
  return found.finish();
}

/** Products of one row with all others. */
class RowProducts {
  readonly product: Float64Array;
  readonly shared: Int32Array;
  readonly #matrix: SparseRows;
  readonly #columns: SparseRows;
  readonly #touched: Int32Array;
  #count = 0;

  constructor(matrix: SparseRows) {
    this.#matrix = matrix;
    this.#columns = transpose(matrix);
    this.product = new Float64Array(matrix.rows);
    this.shared = new Int32Array(matrix.rows);
    this.#touched = new Int32Array(matrix.rows);
  }

  touched(): Int32Array {
    return this.#touched.subarray(0, this.#count);
  }

  start(row: number): void {
    for (const other of this.touched()) {
      this.product[other] = 0;
      this.shared[other] = 0;
    }
    this.#count = 0;
    const { offsets, column, value } = this.#matrix;
    for (let e = offsets[row] as number; e < (offsets[row + 1] as number); e++) {
      this.#addColumn(row, column[e] as number, value[e] as number);
    }
  }

  #addColumn(row: number, column: number, weight: number): void {
    const { offsets, column: holders, value } = this.#columns;
    for (let e = offsets[column] as number; e < (offsets[column + 1] as number); e++) {
      const other = holders[e] as number;
      if (other === row) continue;
      if (this.shared[other] === 0) this.#touched[this.#count++] = other;
      this.shared[other] = (this.shared[other] as number) + 1;
      this.product[other] = (this.product[other] as number) + weight * (value[e] as number);
    }
  }
}

/** Neighbours as they are found, in arrays that grow. */
export class NeighbourLists {
  readonly #offsets: Int32Array;
  #row: Int32Array;
  #score: Float32Array;
  #shared: Int32Array;
  #rows = 0;
  #pairs = 0;

  constructor(rows: number, most: number) {
    const guess = Math.max(1, rows * Math.min(most, 16));
    this.#offsets = new Int32Array(rows + 1);
    this.#row = new Int32Array(guess);
    this.#score = new Float32Array(guess);
    this.#shared = new Int32Array(guess);
  }

  add(row: number, score: number, shared: number): void {
    if (this.#pairs === this.#row.length) this.#grow();
    this.#row[this.#pairs] = row;
    this.#score[this.#pairs] = score;
    this.#shared[this.#pairs] = shared;
    this.#pairs++;
  }

  endRow(): void {
    this.#offsets[++this.#rows] = this.#pairs;
  }

  finish(): Neighbours {
    return {
      offsets: this.#offsets,
      row: this.#row.slice(0, this.#pairs),
      score: this.#score.slice(0, this.#pairs),
      shared: this.#shared.slice(0, this.#pairs),
    };
  }

  #grow(): void {
    const length = this.#row.length * 2;
    const before = { row: this.#row, score: this.#score, shared: this.#shared };
    this.#row = new Int32Array(length);
    this.#score = new Float32Array(length);
    this.#shared = new Int32Array(length);
    this.#row.set(before.row);
    this.#score.set(before.score);
    this.#shared.set(before.shared);
  }
}
