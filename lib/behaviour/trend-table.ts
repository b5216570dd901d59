import { fading } from "./popularity.ts";
import type { Purchases } from "./purchases.ts";

const daysOfWeek = 7;
/** Weeks that are told apart, the latest; what lies before them counts with the first. */
const mostWeeks = 104;
/** Half-lives of the popularities that are kept, days: of fashion, and of standing. */
export const trendHalfLives = [14, 90] as const;
/** Stands for purchases never made: the logarithm of nothing. */
const floor = 0.05;

/**
 * How sought after items were at the beginning of each week, from what was bought before it:
 *
 *     x(w, i) = ln(0.05 + Σ over purchases of i before week w of 2^(−age / half-life) / mean over items)
 */
export class TrendTable {
  readonly #items: number;
  readonly #firstWeek: number;
  readonly #weeks: number;
  /** [half-lives][weeks · items] */
  readonly #values: readonly Float32Array[];

  constructor(purchases: Purchases) {
    const bought = purchases.day.filter((_, e) => (purchases.order[e] as number) >= 0);
    const [first, last] = bought.reduce(
      ([low, high], day) => [Math.min(low, day), Math.max(high, day)],
      [Number.POSITIVE_INFINITY, 0],
    );
    const lastWeek = weekOf(last) + 1;
    this.#items = purchases.items;
    this.#weeks = Math.max(1, Math.min(mostWeeks, lastWeek - weekOf(Math.min(first, last)) + 1));
    this.#firstWeek = lastWeek - this.#weeks + 1;
    const counts = this.#count(purchases);
    this.#values = trendHalfLives.map((halfLife) => this.#fade(counts, halfLife));
  }

  /** @param into [half-lives] for the item at the beginning of the day's week */
  read(item: number, day: number, into: Float32Array, at: number): void {
    const week = Math.min(this.#weeks - 1, Math.max(0, weekOf(day) - this.#firstWeek));
    for (const [k, values] of this.#values.entries()) {
      into[at + k] = values[week * this.#items + item] as number;
    }
  }

  /** [weeks · items] purchases in the week before. */
  #count({ item, day, order }: Purchases): Float32Array {
    const counts = new Float32Array(this.#weeks * this.#items);
    for (let e = 0; e < item.length; e++) {
      if ((order[e] as number) < 0) continue;
      const week = Math.max(0, weekOf(day[e] as number) + 1 - this.#firstWeek);
      if (week >= this.#weeks) continue;
      const cell = week * this.#items + (item[e] as number);
      counts[cell] = (counts[cell] as number) + 1;
    }
    return counts;
  }

  #fade(counts: Float32Array, halfLifeDays: number): Float32Array {
    const values = new Float32Array(counts.length);
    const kept = fading(daysOfWeek, halfLifeDays);
    const held = new Float64Array(this.#items);
    for (let week = 0; week < this.#weeks; week++) {
      const row = week * this.#items;
      let total = 0;
      for (let i = 0; i < this.#items; i++) {
        held[i] = (held[i] as number) * kept + (counts[row + i] as number);
        total += held[i] as number;
      }
      const mean = Math.max(1e-9, total / this.#items);
      for (let i = 0; i < this.#items; i++) {
        values[row + i] = Math.log(floor + (held[i] as number) / mean);
      }
    }
    return values;
  }
}

const weekOf = (day: number): number => Math.floor(day / daysOfWeek);
