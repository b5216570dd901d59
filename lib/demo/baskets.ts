import type { Random } from "#lib/domain/random.ts";
import type { Shoppers } from "./shoppers.ts";

/** Probability that a line goes into a basket already begun by somebody of like taste. */
const joining = 0.4;
/** Baskets that a line looks at to find one. */
const looks = 6;

/** The baskets of one location on one day. */
export class Baskets {
  readonly #shoppers: Shoppers;
  readonly #owners: number[] = [];
  readonly #byShopper = new Map<number, number>();

  constructor(shoppers: Shoppers) {
    this.#shoppers = shoppers;
  }

  get count(): number {
    return this.#owners.length;
  }

  ownerOf(basket: number): number {
    return this.#owners[basket] as number;
  }

  /** The basket that a line chosen for `shopper` (-1 for unknown) goes into. */
  place(shopper: number, random: Random): number {
    const own = this.#byShopper.get(shopper);
    if (own !== undefined) return own;
    if (random.uniform() < joining) {
      const other = this.#findAlike(shopper, random);
      if (other >= 0) return other;
    }
    const basket = this.#owners.push(shopper) - 1;
    if (shopper >= 0) this.#byShopper.set(shopper, basket);
    return basket;
  }

  #findAlike(shopper: number, random: Random): number {
    for (let look = 0; look < looks && this.#owners.length > 0; look++) {
      const basket = random.below(this.#owners.length);
      const owner = this.ownerOf(basket);
      if (owner < 0 && shopper < 0) return basket;
      if (owner < 0 || shopper < 0) continue;
      if (this.#shoppers.clusterOf(owner) === this.#shoppers.clusterOf(shopper)) return basket;
    }
    return -1;
  }
}
