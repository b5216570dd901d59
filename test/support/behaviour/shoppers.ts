import type { Purchases } from "#lib/behaviour/purchases.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { type Order, purchasesOf } from "./purchases.ts";

/**
 * Shoppers of two tastes, items 0 … n/2 − 1 and the rest: each has three favourites that are bought again
 * and again, and tries another item of the taste now and then.
 */
export function shoppers(customers: number, items: number, seed: number): Purchases {
  const random = seededRandom(seed, "shoppers");
  const half = items / 2;
  const people = Array.from({ length: customers }, (_, c) => {
    const taste = (c % 2) * half;
    const favourites = Array.from({ length: 3 }, () => taste + random.below(half));
    const every = 5 + random.below(10);
    return Array.from({ length: 8 }, (_, k): Order => {
      const again = favourites.filter(() => random.uniform() < 0.6);
      const tried = random.uniform() < 0.5 ? [taste + random.below(half)] : [];
      const held = new Set([...again, ...tried]);
      return [k * every + random.below(3), ...(held.size > 0 ? held : favourites)];
    });
  });
  return purchasesOf(people, items);
}
