import type { Purchases } from "./purchases.ts";

/** Repeat purchases of all items that weigh as much as the item's own. */
const shrinkage = 5;
/** Where nothing was ever bought twice. */
const usualDays = 30;

/**
 * Days from one purchase of an item to the next by the same customer, [items]: the geometric mean,
 * since waiting times spread by factors, drawn to that of all items where repeats are few.
 *
 *     ln T_i = (Σ ln d + λ m) / (n + λ),   m the mean of ln d over all items
 */
export function repurchaseIntervals(purchases: Purchases): Float64Array {
  const { customers, offsets, items, item, day, order } = purchases;
  const waits = new WaitSums(items);
  const lastOrder = new Int32Array(items).fill(-1);
  const lastDay = new Int32Array(items);
  for (let c = 0; c < customers; c++) {
    // Orders rise from customer to customer, so that an item's last one tells whose it was.
    const first = firstOrder(order, offsets[c] as number, offsets[c + 1] as number);
    for (let e = offsets[c] as number; e < (offsets[c + 1] as number); e++) {
      const [i, number] = [item[e] as number, order[e] as number];
      const before = lastOrder[i] as number;
      if (number < 0) continue;
      if (before >= first && before < number) waits.add(i, (day[e] as number) - (lastDay[i] ?? 0));
      lastOrder[i] = number;
      lastDay[i] = day[e] as number;
    }
  }
  return waits.means();
}

/** The lowest order number of events that rise, looks apart. */
function firstOrder(order: Int32Array, from: number, to: number): number {
  for (let e = from; e < to; e++) if ((order[e] as number) >= 0) return order[e] as number;
  return Number.POSITIVE_INFINITY;
}

/** Sums of ln d by item. */
class WaitSums {
  readonly #total: Float64Array;
  readonly #count: Int32Array;

  constructor(items: number) {
    this.#total = new Float64Array(items);
    this.#count = new Int32Array(items);
  }

  add(item: number, days: number): void {
    this.#total[item] = (this.#total[item] as number) + Math.log(Math.max(1, days));
    this.#count[item] = (this.#count[item] as number) + 1;
  }

  means(): Float64Array {
    const repeats = this.#count.reduce((sum, n) => sum + n, 0);
    const sum = this.#total.reduce((total, logs) => total + logs, 0);
    const overall = repeats > 0 ? sum / repeats : Math.log(usualDays);
    return this.#total.map((logs, i) => {
      const count = this.#count[i] as number;
      return Math.exp((logs + shrinkage * overall) / (count + shrinkage));
    });
  }
}
