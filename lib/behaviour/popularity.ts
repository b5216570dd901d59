import type { Purchases } from "./purchases.ts";

/**
 * How sought after each item is, [items], 1 the most: purchases, each counting half as much for every
 * `halfLifeDays` that it lies before the last.
 */
export function popularity(purchases: Purchases, halfLifeDays: number): Float64Array {
  const { items, item, day, order } = purchases;
  const last = day.reduce((latest, d) => Math.max(latest, d), 0);
  const weight = new Float64Array(items);
  for (let e = 0; e < item.length; e++) {
    if ((order[e] as number) < 0) continue;
    const i = item[e] as number;
    weight[i] = (weight[i] as number) + fading(last - (day[e] as number), halfLifeDays);
  }
  const most = weight.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? weight.map((w) => w / most) : weight;
}

/** What is left of 1 after `days`: 2^(−days / half-life). */
export const fading = (days: number, halfLifeDays: number): number => 2 ** (-days / halfLifeDays);
