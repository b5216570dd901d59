import { seededRandom } from "./random.ts";

/** Every row once, in random order, before any is seen again. */
export class ShuffledRows {
  readonly #order: Int32Array;
  readonly #seed: number;
  readonly #batch: number;
  #pass = -1;

  /** @param batch rows of a step, at most `rows`; what is left of a pass is passed over */
  constructor(rows: number, batch: number, seed: number) {
    this.#order = new Int32Array(rows);
    this.#batch = batch;
    this.#seed = seed;
  }

  /** The rows of a step, counted from 0, the same whenever asked. */
  at(step: number): Int32Array {
    const stepsOfPass = Math.floor(this.#order.length / this.#batch);
    this.#shuffle(Math.floor(step / stepsOfPass));
    const from = (step % stepsOfPass) * this.#batch;
    return this.#order.slice(from, from + this.#batch);
  }

  #shuffle(pass: number): void {
    if (pass === this.#pass) return;
    this.#pass = pass;
    const random = seededRandom(this.#seed, `order of pass ${pass}`);
    const order = this.#order;
    for (let row = 0; row < order.length; row++) {
      const other = random.below(row + 1);
      order[row] = order[other] as number;
      order[other] = row;
    }
  }
}
