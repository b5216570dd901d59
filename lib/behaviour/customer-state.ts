import type { Purchases } from "./purchases.ts";

/** Items of a customer that are remembered, those wanted last. */
export const stateLength = 64;
/** Numbers that describe how an item was wanted. */
export const eventFeatures = 7;
/** Numbers that describe the customer. */
export const customerFeatures = 4;

/** Where the states of a batch of customers are written, row by row. */
export interface StateBatch {
  /** [rows · stateLength] item, 0 where there is none. */
  readonly items: Int32Array;
  /** [rows · stateLength] 1 where there is an item. */
  readonly mask: Float32Array;
  /** [rows · stateLength · eventFeatures] */
  readonly events: Float32Array;
  /** [rows · customerFeatures] */
  readonly customers: Float32Array;
}

export const stateBatch = (rows: number): StateBatch => ({
  items: new Int32Array(rows * stateLength),
  mask: new Float32Array(rows * stateLength),
  events: new Float32Array(rows * stateLength * eventFeatures),
  customers: new Float32Array(rows * customerFeatures),
});

/** What a customer did up to a day, each item once, as the network reads it. */
export class CustomerStates {
  readonly #purchases: Purchases;
  /** [items] usual days between two purchases. */
  readonly #intervals: Float64Array;
  readonly #times: Int32Array;
  readonly #lastOrder: Int32Array;
  readonly #lastEvent: Int32Array;
  readonly #strength: Float32Array;

  constructor(purchases: Purchases, intervals: Float64Array) {
    this.#purchases = purchases;
    this.#intervals = intervals;
    this.#times = new Int32Array(purchases.items);
    this.#lastOrder = new Int32Array(purchases.items);
    this.#lastEvent = new Int32Array(purchases.items).fill(-1);
    this.#strength = new Float32Array(purchases.items);
  }

  /**
   * @param end one past the last event that may be known
   * @param day epoch day for which something is asked
   */
  fill(batch: StateBatch, row: number, customer: number, end: number, day: number): void {
    const from = this.#purchases.offsets[customer] as number;
    const orders = this.#read(from, end);
    const items = this.#latest(from, end);
    for (let k = 0; k < stateLength; k++) {
      const cell = row * stateLength + k;
      const item = items[k];
      batch.items[cell] = item ?? 0;
      batch.mask[cell] = item === undefined ? 0 : 1;
      this.#describe(batch.events, cell * eventFeatures, item, orders, day);
    }
    this.#describeCustomer(batch.customers, row, from, end, orders, day);
    for (let e = from; e < end; e++) this.#forget(this.#purchases.item[e] as number);
  }

  /** @returns orders so far */
  #read(from: number, end: number): number {
    const { item, order, strength } = this.#purchases;
    let orders = 0;
    let open = -1;
    for (let e = from; e < end; e++) {
      const [i, number] = [item[e] as number, order[e] as number];
      this.#lastEvent[i] = e;
      this.#strength[i] = Math.max(this.#strength[i] as number, strength[e] as number);
      if (number < 0) continue;
      if (number !== open) orders++;
      open = number;
      if (this.#lastOrder[i] !== orders) this.#times[i] = (this.#times[i] as number) + 1;
      this.#lastOrder[i] = orders;
    }
    return orders;
  }

  /** Items wanted last, latest first. */
  #latest(from: number, end: number): number[] {
    const items: number[] = [];
    for (let e = end - 1; e >= from && items.length < stateLength; e--) {
      const item = this.#purchases.item[e] as number;
      if (this.#lastEvent[item] === e) items.push(item);
    }
    return items;
  }

  #describe(
    into: Float32Array,
    at: number,
    item: number | undefined,
    orders: number,
    day: number,
  ): void {
    if (item === undefined) {
      into.fill(0, at, at + eventFeatures);
      return;
    }
    const times = this.#times[item] as number;
    const days = Math.max(
      0,
      day - (this.#purchases.day[this.#lastEvent[item] as number] as number),
    );
    const since = times > 0 ? orders - (this.#lastOrder[item] as number) : orders;
    const due = Math.log((1 + days) / (1 + (this.#intervals[item] as number)));
    into[at] = Math.log1p(times);
    into[at + 1] = times / Math.max(1, orders);
    into[at + 2] = Math.log1p(since);
    into[at + 3] = Math.log1p(days) / 3;
    into[at + 4] = Math.max(-3, Math.min(3, due));
    into[at + 5] = this.#strength[item] as number;
    into[at + 6] = times > 0 ? 1 : 0;
  }

  #describeCustomer(
    into: Float32Array,
    row: number,
    from: number,
    end: number,
    orders: number,
    day: number,
  ): void {
    const { day: days } = this.#purchases;
    const at = row * customerFeatures;
    const [first, last] = end > from ? [days[from] as number, days[end - 1] as number] : [day, day];
    into[at] = Math.log1p(orders);
    into[at + 1] = Math.log1p(Math.max(0, day - last)) / 3;
    into[at + 2] = Math.log1p((last - first) / Math.max(1, orders - 1)) / 3;
    into[at + 3] = Math.log1p((end - from) / Math.max(1, orders)) / 2;
  }

  #forget(item: number): void {
    this.#times[item] = 0;
    this.#lastOrder[item] = 0;
    this.#lastEvent[item] = -1;
    this.#strength[item] = 0;
  }
}
