import type { CommonDraws } from "./common-draws.ts";
import { gammaQuantile } from "./gamma-quantile.ts";

/**
 * Lead times of all paths in whole days: gamma with the supplier's mean and standard deviation. Kept
 * by supplier terms, since a retailer has few of them and millions of series.
 */
export class LeadTimes {
  readonly #draws: CommonDraws;
  readonly #known = new Map<string, Float64Array>();

  constructor(draws: CommonDraws) {
    this.#draws = draws;
  }

  /** [paths] days from the order to the shelf, and `more` days after. */
  days(mean: number, sd: number, more: number): Float64Array {
    const key = `${mean} ${sd} ${more}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const days = this.#draws.leadTimeScores.map(
      (score) => Math.round(gammaQuantile(mean, sd, score)) + more,
    );
    if (this.#known.size < mostKept) this.#known.set(key, days);
    return days;
  }
}

/** Bounds the memory where every item has terms of its own. */
const mostKept = 500;
