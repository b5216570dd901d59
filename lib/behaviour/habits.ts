import type { Purchases } from "./purchases.ts";

/** Orders of a customer that are looked at, the latest; more come from a till than from a person. */
const mostOrders = 200;

/** Of these, the latest before which habits are shown: a frequent shopper speaks no louder than that. */
const mostShown = 20;

/** What a customer did with one item so far. */
export interface Habit {
  readonly item: number;
  /** Orders of the customer so far, and those that held the item. */
  readonly orders: number;
  readonly times: number;
  /** Orders since the one that held it last; 0 when that was the latest. */
  readonly ordersSince: number;
  readonly lastDay: number;
}

/**
 * Goes through one customer's orders in time. Before each but the first, the habits so far are shown
 * together with whether the order then held the item; after the last, what they have come to.
 */
export class HabitWalk {
  readonly #purchases: Purchases;
  readonly #times: Int32Array;
  readonly #lastOrder: Int32Array;
  readonly #lastDay: Int32Array;
  /** The walk's own number of the order that held the item last; never reset. */
  readonly #heldBy: Int32Array;
  readonly #touched: Int32Array;
  #count = 0;
  #orders = 0;
  #stamp = 0;

  constructor(purchases: Purchases) {
    const numbers = () => new Int32Array(purchases.items);
    this.#purchases = purchases;
    this.#times = numbers();
    this.#lastOrder = numbers();
    this.#lastDay = numbers();
    this.#heldBy = numbers();
    this.#touched = numbers();
  }

  /** @param before told of each habit just before an order of day `day`, for the latest orders */
  walk(customer: number, before?: (habit: Habit, day: number, isBought: boolean) => void): void {
    const { offsets, order, day } = this.#purchases;
    this.#forget();
    const end = offsets[customer + 1] as number;
    const shownFrom = this.#startOfLast(customer, mostShown);
    for (let from = this.#startOfLast(customer, mostOrders); from < end; ) {
      let to = from + 1;
      while (to < end && order[to] === order[from]) to++;
      const shown = from >= shownFrom ? before : undefined;
      if ((order[from] as number) >= 0) this.#takeOrder(from, to, day[from] as number, shown);
      from = to;
    }
  }

  /** First event of the customer's last `most` orders. */
  #startOfLast(customer: number, most: number): number {
    const { offsets, order } = this.#purchases;
    const first = offsets[customer] as number;
    let orders = 0;
    for (let e = (offsets[customer + 1] as number) - 1; e > first; e--) {
      if (order[e] !== order[e - 1] && ++orders === most) return e;
    }
    return first;
  }

  /** Orders walked through, of this customer. */
  get orders(): number {
    return this.#orders;
  }

  /** What the walk has come to. */
  habits(visit: (habit: Habit) => void): void {
    for (let t = 0; t < this.#count; t++) visit(this.#habit(this.#touched[t] as number));
  }

  #takeOrder(
    from: number,
    to: number,
    day: number,
    before?: (habit: Habit, day: number, isBought: boolean) => void,
  ): void {
    const { item } = this.#purchases;
    this.#stamp++;
    for (let e = from; e < to; e++) this.#heldBy[item[e] as number] = this.#stamp;
    if (before) {
      this.habits((habit) => before(habit, day, this.#heldBy[habit.item] === this.#stamp));
    }
    for (let e = from; e < to; e++) this.#note(item[e] as number, day);
    this.#orders++;
  }

  #note(item: number, day: number): void {
    if (this.#times[item] === 0) this.#touched[this.#count++] = item;
    else if (this.#lastOrder[item] === this.#orders) return;
    this.#times[item] = (this.#times[item] as number) + 1;
    this.#lastOrder[item] = this.#orders;
    this.#lastDay[item] = day;
  }

  #habit = (item: number): Habit => ({
    item,
    orders: this.#orders,
    times: this.#times[item] as number,
    ordersSince: this.#orders - 1 - (this.#lastOrder[item] as number),
    lastDay: this.#lastDay[item] as number,
  });

  #forget(): void {
    for (let t = 0; t < this.#count; t++) this.#times[this.#touched[t] as number] = 0;
    this.#count = 0;
    this.#orders = 0;
  }
}
