import { HabitWalk } from "./habits.ts";
import type { Neighbours } from "./nearest-rows.ts";
import { fading, popularity } from "./popularity.ts";
import type { Purchases } from "./purchases.ts";
import type { RepurchaseModel } from "./repurchase-model.ts";

/** What is learned from all customers. */
export interface LearnedBehaviour {
  readonly purchases: Purchases;
  readonly repurchase: RepurchaseModel;
  readonly similar: Neighbours;
}

/** The signals of one customer at a time, in arrays that serve the next one too. */
export class CustomerSignals {
  /** [items] probability of being bought again, by habit; 0 where never bought. */
  readonly habit: Float64Array;
  /** [items] orders that held it, and the day of the last; not to be read where `habit` is 0. */
  readonly times: Int32Array;
  readonly lastDay: Int32Array;
  readonly ordersSince: Int32Array;
  /** Orders of the customer. */
  orders = 0;
  /**
   * [items] how near an item is to those the customer wanted: Σ_j w_j s(j, i) / Σ_j w_j, the weight
   * of an event fading with time. 0 … 1 or a little more.
   */
  readonly company: Float64Array;
  /** [items] the item of the customer's own that says most of it, -1 where none does. */
  readonly because: Int32Array;
  /** [items] 0 … 1, the same for all customers. */
  readonly popularity: Float64Array;
  /** [items] all of them, the most popular first. */
  readonly byPopularity: Int32Array;
  readonly #isTouched: Uint8Array;
  readonly #touched: Int32Array;
  #count = 0;
  readonly #learned: LearnedBehaviour;
  readonly #purchases: Purchases;
  readonly #halfLifeDays: number;
  readonly #walk: HabitWalk;
  readonly #strongest: Float64Array;

  /**
   * @param halfLifeDays days after which a purchase says half as much of taste and of fashion
   * @param purchases of the customers that are read, with the items of `learned`
   */
  constructor(learned: LearnedBehaviour, halfLifeDays: number, purchases = learned.purchases) {
    const { items } = purchases;
    this.#learned = learned;
    this.#purchases = purchases;
    this.#halfLifeDays = halfLifeDays;
    this.#walk = new HabitWalk(purchases);
    this.habit = new Float64Array(items);
    this.times = new Int32Array(items);
    this.lastDay = new Int32Array(items);
    this.ordersSince = new Int32Array(items);
    this.company = new Float64Array(items);
    this.because = new Int32Array(items);
    this.#strongest = new Float64Array(items);
    this.popularity = popularity(learned.purchases, halfLifeDays);
    this.byPopularity = fallingOrder(this.popularity);
    this.#isTouched = new Uint8Array(items);
    this.#touched = new Int32Array(items);
  }

  /** Items for which habit or company speaks; for all others both are 0. */
  get touched(): Int32Array {
    return this.#touched.subarray(0, this.#count);
  }

  /** Whether the item was bought by, or is near to one chosen by, the customer read last. */
  isTouched(item: number): boolean {
    return this.#isTouched[item] === 1;
  }

  /** @param day epoch day for which something is to be recommended */
  read(customer: number, day: number): void {
    this.#forget();
    this.#walk.walk(customer);
    this.orders = this.#walk.orders;
    this.#walk.habits((habit) => {
      this.#touch(habit.item);
      this.habit[habit.item] = this.#learned.repurchase.probability(habit, day);
      this.times[habit.item] = habit.times;
      this.lastDay[habit.item] = habit.lastDay;
      this.ordersSince[habit.item] = habit.ordersSince;
    });
    this.#readCompany(customer, day);
  }

  #readCompany(customer: number, day: number): void {
    const { offsets, item, strength, day: days } = this.#purchases;
    const weights = new Map<number, number>();
    let total = 0;
    for (let e = offsets[customer] as number; e < (offsets[customer + 1] as number); e++) {
      const age = day - (days[e] as number);
      const weight = (strength[e] as number) * fading(age, this.#halfLifeDays);
      const own = item[e] as number;
      total += weight;
      weights.set(own, (weights.get(own) ?? 0) + weight);
    }
    if (total === 0) return;
    for (const [own, weight] of weights) this.#addNeighbours(own, weight / total);
  }

  #addNeighbours(own: number, weight: number): void {
    const { offsets, row, score } = this.#learned.similar;
    for (let k = offsets[own] as number; k < (offsets[own + 1] as number); k++) {
      const other = row[k] as number;
      this.#touch(other);
      const part = weight * (score[k] as number);
      this.company[other] = (this.company[other] as number) + part;
      if (part > (this.#strongest[other] as number)) {
        this.#strongest[other] = part;
        this.because[other] = own;
      }
    }
  }

  #touch(item: number): void {
    if (this.#isTouched[item] === 1) return;
    this.#isTouched[item] = 1;
    this.#touched[this.#count++] = item;
    this.habit[item] = 0;
    this.company[item] = 0;
    this.because[item] = -1;
    this.#strongest[item] = 0;
  }

  #forget(): void {
    for (const item of this.touched) {
      this.#isTouched[item] = 0;
      this.habit[item] = 0;
      this.company[item] = 0;
    }
    this.#count = 0;
  }
}

function fallingOrder(values: Float64Array): Int32Array {
  const at = (i: number): number => values[i] as number;
  return Int32Array.from(values, (_, i) => i).sort((a, b) => at(b) - at(a) || a - b);
}
