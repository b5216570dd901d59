import { CompensatedSums } from "./compensated-sums.ts";

/** Many means at once, whatever the order of their terms; a term that is NaN does not count. */
export class CompensatedMeans {
  readonly #sums: CompensatedSums;
  readonly #counts: Int32Array;

  constructor(length: number) {
    this.#sums = new CompensatedSums(length);
    this.#counts = new Int32Array(length);
  }

  clear(): void {
    this.#sums.clear();
    this.#counts.fill(0);
  }

  add(index: number, term: number): void {
    if (Number.isNaN(term)) return;
    this.#sums.add(index, term);
    this.#counts[index] = (this.#counts[index] as number) + 1;
  }

  /** Each [rows], of which `from` … `to` are added; an index of -1 is passed over. */
  addAll(indices: Int32Array, terms: Float64Array, from = 0, to = indices.length): void {
    for (let row = from; row < to; row++) {
      const index = indices[row] as number;
      if (index >= 0) this.add(index, terms[row] as number);
    }
  }

  /** NaN where nothing was added. */
  at(index: number): number {
    const count = this.#counts[index] as number;
    return count > 0 ? this.#sums.at(index) / count : Number.NaN;
  }
}
