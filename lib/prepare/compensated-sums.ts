/**
 * Many sums at once that do not depend on the order of their terms, so that rows may come as they like.
 *
 * Each keeps the rounding error of every addition (Knuth's TwoSum) and adds it back at the end: the
 * result is as if computed in twice the precision of a double, then rounded (Ogita, Rump and Oishi
 * 2005, "Accurate sum and dot product", algorithm 4.4).
 */
export class CompensatedSums {
  /** [length · 2] sum and error side by side: one row touches one line of the processor's cache. */
  readonly #pairs: Float64Array;

  constructor(length: number) {
    this.#pairs = new Float64Array(2 * length);
  }

  clear(): void {
    this.#pairs.fill(0);
  }

  add(index: number, term: number): void {
    const pairs = this.#pairs;
    const at = 2 * index;
    const sum = pairs[at] as number;
    const next = sum + term;
    const share = next - sum;
    pairs[at] = next;
    pairs[at + 1] = (pairs[at + 1] as number) + (sum - (next - share) + (term - share));
  }

  at(index: number): number {
    return (this.#pairs[2 * index] as number) + (this.#pairs[2 * index + 1] as number);
  }
}
