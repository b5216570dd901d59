/**
 * Many sums at once that do not depend on the order of their terms, so that rows may come as they like.
 *
 * Each keeps the rounding error of every addition (Knuth's TwoSum) and adds it back at the end: the
 * result is as if computed in twice the precision of a double, then rounded (Ogita, Rump and Oishi
 * 2005, "Accurate sum and dot product", algorithm 4.4).
 */
export class CompensatedSums {
  readonly #sums: Float64Array;
  readonly #errors: Float64Array;

  constructor(length: number) {
    this.#sums = new Float64Array(length);
    this.#errors = new Float64Array(length);
  }

  add(index: number, term: number): void {
    const sum = this.#sums[index] as number;
    const next = sum + term;
    const share = next - sum;
    this.#errors[index] = (this.#errors[index] as number) + (sum - (next - share) + (term - share));
    this.#sums[index] = next;
  }

  at(index: number): number {
    return (this.#sums[index] as number) + (this.#errors[index] as number);
  }
}
