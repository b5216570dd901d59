import type { LossTotals } from "./candidate-losses.ts";

/** One candidate against another over the same series. */
export interface PairedGain {
  /** Share by which the loss is lower; below 0 it is higher. */
  readonly gain: number;
  /** Standard error of `gain` over series. */
  readonly noise: number;
}

/**
 * Losses of candidates in one number each, 1 being that of the reference:
 *
 *     L(k) = ½ Σ scaled(k) / Σ scaled(r)  +  ½ Σ absolute(k) / Σ absolute(r)
 *
 * the mean of relative SQL and relative WQL; where one of the sums is 0, the other alone.
 */
export class RelativeLosses {
  readonly #totals: LossTotals;
  readonly #count: number;
  /** Weights of a series' scaled and absolute losses in L. */
  readonly #scaled: number;
  readonly #absolute: number;

  constructor(totals: LossTotals, reference: number) {
    this.#totals = totals;
    this.#count = totals.sums.length / 2;
    const scaled = totals.sums[reference];
    const absolute = totals.sums[this.#count + reference];
    const share = scaled > 0 && absolute > 0 ? 0.5 : 1;
    this.#scaled = scaled > 0 ? share / scaled : 0;
    this.#absolute = absolute > 0 ? share / absolute : 0;
  }

  /** L(k) */
  of(candidate: number): number {
    const { sums } = this.#totals;
    return this.#scaled * sums[candidate] + this.#absolute * sums[this.#count + candidate];
  }

  /** The candidate among those allowed with the least loss, the first of equals. */
  best(allowed: (candidate: number) => boolean = () => true): number {
    let best = -1;
    for (let k = 0; k < this.#count; k++) {
      if (allowed(k) && (best === -1 || this.of(k) < this.of(best))) best = k;
    }
    return best;
  }

  /**
   * With d the difference of a series' weighted losses and n series:
   *
   *     gain = Σ d / L(other),   noise = √(n · (Σ d² − (Σ d)² / n) / (n − 1)) / L(other)
   */
  gain(candidate: number, other: number): PairedGain {
    const base = this.of(other);
    if (candidate === other || base <= 0) return { gain: 0, noise: 0 };
    const n = this.#totals.series;
    const sum = base - this.of(candidate);
    const squares = Math.max(0, this.#differenceSquares(candidate, other) - sum ** 2 / n);
    const noise = n > 1 ? Math.sqrt((n * squares) / (n - 1)) / base : Number.POSITIVE_INFINITY;
    return { gain: sum / base, noise };
  }

  /** Σ d²: the products between the four losses that d is made of, each with its weight. */
  #differenceSquares(candidate: number, other: number): number {
    const { products } = this.#totals;
    const size = 2 * this.#count;
    const parts = [
      { at: candidate, weight: -this.#scaled },
      { at: other, weight: this.#scaled },
      { at: this.#count + candidate, weight: -this.#absolute },
      { at: this.#count + other, weight: this.#absolute },
    ];
    let total = 0;
    for (const a of parts) {
      for (const b of parts) total += a.weight * b.weight * products[a.at * size + b.at];
    }
    return total;
  }
}
