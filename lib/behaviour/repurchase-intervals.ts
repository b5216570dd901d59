import { HabitWalk } from "./habits.ts";
import type { Purchases } from "./purchases.ts";

/** Repeat purchases of all items that weigh as much as the item's own. */
const shrinkage = 5;

/**
 * Days from one purchase of an item to the next by the same customer, [items]: the geometric mean,
 * since waiting times spread by factors, drawn to that of all items where repeats are few.
 *
 *     ln T_i = (Σ ln d + λ m) / (n + λ),   m the mean of ln d over all items
 */
export function repurchaseIntervals(purchases: Purchases): Float64Array {
  const total = new Float64Array(purchases.items);
  const count = new Int32Array(purchases.items);
  const walk = new HabitWalk(purchases);
  for (let customer = 0; customer < purchases.customers; customer++) {
    walk.walk(customer, ({ item, lastDay }, day, isBought) => {
      if (!isBought) return;
      total[item] = (total[item] as number) + Math.log(Math.max(1, day - lastDay));
      count[item] = (count[item] as number) + 1;
    });
  }
  const repeats = count.reduce((sum, n) => sum + n, 0);
  const overall = repeats > 0 ? total.reduce((sum, t) => sum + t, 0) / repeats : Math.log(30);
  return total.map((sum, i) =>
    Math.exp((sum + shrinkage * overall) / ((count[i] as number) + shrinkage)),
  );
}
