import { CustomerSignals, type LearnedBehaviour } from "./customer-signals.ts";
import type { NextOrderReader } from "./next-order-reader.ts";
import type { Purchases } from "./purchases.ts";
import { TopList } from "./top-list.ts";

/** What is known of a customer and an item, and says how likely the one buys the other. */
export const pairFeatures = 18;
/** Places of the signals among the features, each a logarithm. */
export const pairFeature = {
  habit: 0,
  company: { long: 6, short: 7 },
  popularity: { short: 8, long: 9 },
  next: 10,
  /** From here on the customer alone. */
  person: 11,
} as const;
/** Of each kind, the items that are looked at more closely. */
const mostOfKind = 100;
/** Half-lives of taste, days. */
const [shortTaste, longTaste] = [30, 90];
/** Added before a logarithm. */
const least = { probability: 1e-3, company: 1e-3, next: 1e-6 } as const;

/** What stands for the model over orders where there is none. */
export const unsaid = Math.log(least.next);

/** Customers with the items each may want: customer `c` of the batch owns `offsets[c] … offsets[c + 1]`. */
export interface PairBatch {
  readonly offsets: Int32Array;
  /** [pairs] */
  readonly item: Int32Array;
  /** [pairs · pairFeatures] */
  readonly features: Float32Array;
}

/** Finds the items that each customer may want, and describes every pair. */
export class PairReader {
  readonly #purchases: Purchases;
  readonly #learned: LearnedBehaviour;
  readonly #next: NextOrderReader | undefined;
  readonly #short: CustomerSignals;
  readonly signals: CustomerSignals;
  readonly #top = new TopList(mostOfKind);
  readonly #isTaken: Uint8Array;

  /**
   * @param purchases of the customers asked about, with the items of `learned`
   * @param next undefined where the network is switched off
   */
  constructor(learned: LearnedBehaviour, purchases: Purchases, next: NextOrderReader | undefined) {
    this.#learned = learned;
    this.#purchases = purchases;
    this.#next = next;
    this.#short = new CustomerSignals(learned, shortTaste, purchases);
    this.signals = new CustomerSignals(learned, longTaste, purchases);
    this.#isTaken = new Uint8Array(purchases.items);
  }

  /**
   * @param day epoch day for which something is asked
   * @param only items to describe instead of those found
   */
  async read(customers: readonly number[], day: number, only?: Int32Array): Promise<PairBatch> {
    const next = await this.#next?.read(this.#purchases, customers, day);
    const offsets = new Int32Array(customers.length + 1);
    const items: Int32Array[] = [];
    const features: Float32Array[] = [];
    for (const [row, customer] of customers.entries()) {
      const { items: all } = this.#purchases;
      const ofRow = next?.subarray(row * all, (row + 1) * all);
      this.#short.read(customer, day);
      this.signals.read(customer, day);
      const found = only ?? this.#find(ofRow);
      items.push(found);
      features.push(this.#describe(customer, day, found, ofRow));
      offsets[row + 1] = (offsets[row] as number) + found.length;
    }
    return { offsets, item: joined(items, Int32Array), features: joined(features, Float32Array) };
  }

  /** Items the customer had, those in their company, the popular ones, and those the network names. */
  #find(next: Float32Array | undefined): Int32Array {
    const { touched, company, habit } = this.signals;
    const found: number[] = [];
    const take = (item: number): void => {
      if (this.#isTaken[item] === 1) return;
      this.#isTaken[item] = 1;
      found.push(item);
    };
    for (const item of touched) if ((habit[item] as number) > 0) take(item);
    this.#top.clear();
    for (const item of touched) this.#top.offer(item, company[item] as number);
    for (let k = 0; k < this.#top.length; k++) take(this.#top.candidate[k] as number);
    for (const item of this.#short.byPopularity.subarray(0, mostOfKind / 2)) take(item);
    if (next) {
      this.#top.clear();
      for (let item = 0; item < next.length; item++) this.#top.offer(item, next[item] as number);
      for (let k = 0; k < this.#top.length; k++) take(this.#top.candidate[k] as number);
    }
    for (const item of found) this.#isTaken[item] = 0;
    return Int32Array.from(found);
  }

  #describe(
    customer: number,
    day: number,
    items: Int32Array,
    next: Float32Array | undefined,
  ): Float32Array {
    const features = new Float32Array(items.length * pairFeatures);
    const person = this.#person(customer, day);
    for (const [k, item] of items.entries()) {
      const at = k * pairFeatures;
      this.#habit(features, at, item, day);
      const { signals } = this;
      features[at + 6] = Math.log((signals.company[item] as number) + least.company);
      features[at + 7] = Math.log((this.#short.company[item] as number) + least.company);
      features[at + 8] = Math.log((this.#short.popularity[item] as number) + least.probability);
      features[at + 9] = Math.log((signals.popularity[item] as number) + least.probability);
      features[at + 10] = Math.log((next?.[item] ?? 0) + least.next);
      features.set(person, at + pairFeature.person);
    }
    return features;
  }

  /** 0 … 5: the item as the customer had it before. */
  #habit(into: Float32Array, at: number, item: number, day: number): void {
    const { habit, times, lastDay, ordersSince, orders } = this.signals;
    const p = habit[item] as number;
    into[at] = Math.log(p + least.probability);
    if (p === 0) return;
    const days = Math.max(0, day - (lastDay[item] as number));
    const usual = this.#learned.repurchase.intervals[item] as number;
    into[at + 1] = Math.log1p(times[item] as number);
    into[at + 2] = (times[item] as number) / Math.max(1, orders);
    into[at + 3] = Math.log1p(ordersSince[item] as number);
    into[at + 4] = Math.log1p(days) / 3;
    into[at + 5] = Math.max(-3, Math.min(3, Math.log((1 + days) / (1 + usual))));
  }

  /** The customer alone: orders, their size, how long ago, how far apart, all events. */
  #person(customer: number, day: number): number[] {
    const { offsets, day: days } = this.#purchases;
    const [from, to] = [offsets[customer] as number, offsets[customer + 1] as number];
    const { orders } = this.signals;
    const [first, last] = to > from ? [days[from] as number, days[to - 1] as number] : [day, day];
    const gap = (last - first) / Math.max(1, orders - 1);
    return [
      Math.log1p(orders),
      Math.log1p((to - from) / Math.max(1, orders)),
      Math.log1p(Math.max(0, day - last)) / 3,
      Math.log1p(gap) / 3,
      Math.log((1 + Math.max(0, day - last)) / (1 + gap)),
      Math.log1p(to - from) / 3,
      orders > 0 ? 1 : 0,
    ];
  }
}

function joined<Values extends Int32Array | Float32Array>(
  parts: readonly Values[],
  make: new (length: number) => Values,
): Values {
  const whole = new make(parts.reduce((sum, { length }) => sum + length, 0));
  let at = 0;
  for (const part of parts) {
    whole.set(part, at);
    at += part.length;
  }
  return whole;
}
