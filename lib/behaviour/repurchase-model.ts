import { type Habit, HabitWalk } from "./habits.ts";
import type { Purchases } from "./purchases.ts";
import { repurchaseIntervals } from "./repurchase-intervals.ts";

/** Upper bounds of the classes that habits are counted in; the last class has none. */
const timesClasses = [1, 2, 3, 6];
/** Share of the customer's orders that held the item. */
const shareClasses = [0.1, 0.25, 0.4, 0.6, 0.8];
const sinceClasses = [0, 1, 3];
/** Elapsed days over the item's usual interval. */
const dueClasses = [0.5, 1, 2];

const dues = dueClasses.length + 1;
const sinces = sinceClasses.length + 1;
const shares = shareClasses.length + 1;
const coarseCells = (timesClasses.length + 1) * shares * sinces;
/** Trials of the wider class that weigh as much as the cell's own. */
const cellShrinkage = 20;
const itemShrinkage = 10;
/** Purchases that usual habits would have brought by now: none at all comes once in e⁵ = 148 by chance. */
const sureOnce = 5;

/**
 * Probability that a customer's next order holds an item bought before, counted from all earlier
 * orders in classes of how often and how lately it was bought, and whether it is due; times how much
 * more, or less, the item itself is bought again than such habits usually are:
 *
 *     p = P(bought | times, times / orders, orders since, elapsed / T_i) · (hits_i + λ) / (expected_i + λ)
 *
 * Rates of a cell are drawn to those of the wider one without the elapsed time, and these to the rate
 * of all.
 */
export class RepurchaseModel {
  /** [items] usual days between two purchases. */
  readonly intervals: Float64Array;
  /** [items] 1 where customers who have it had chances enough to buy it again, and none did. */
  readonly isOnce: Uint8Array;
  readonly #rates: Float64Array;
  readonly #itemFactor: Float64Array;

  constructor(purchases: Purchases) {
    this.intervals = repurchaseIntervals(purchases);
    this.#rates = this.#countRates(purchases);
    this.isOnce = new Uint8Array(purchases.items);
    this.#itemFactor = this.#countItems(purchases);
  }

  /** @param day epoch day of the order to come */
  probability(habit: Habit, day: number): number {
    const rate = this.#rates[this.#cell(habit, day)] as number;
    return Math.min(1, rate * (this.#itemFactor[habit.item] as number));
  }

  #cell({ item, times, orders, ordersSince, lastDay }: Habit, day: number): number {
    const elapsed = (day - lastDay) / (this.intervals[item] as number);
    return coarseCell(times, orders, ordersSince) * dues + classOf(elapsed, dueClasses);
  }

  #countRates(purchases: Purchases): Float64Array {
    const trials = new Float64Array(coarseCells * dues);
    const hits = new Float64Array(coarseCells * dues);
    eachTrial(purchases, (habit, day, isBought) => {
      const cell = this.#cell(habit, day);
      trials[cell] = (trials[cell] as number) + 1;
      if (isBought) hits[cell] = (hits[cell] as number) + 1;
    });
    return shrunkRates(hits, trials);
  }

  #countItems(purchases: Purchases): Float64Array {
    const expected = new Float64Array(purchases.items);
    const hits = new Float64Array(purchases.items);
    eachTrial(purchases, (habit, day, isBought) => {
      const { item } = habit;
      expected[item] = (expected[item] as number) + (this.#rates[this.#cell(habit, day)] as number);
      if (isBought) hits[item] = (hits[item] as number) + 1;
    });
    for (const [i, hit] of hits.entries()) {
      if (hit === 0 && (expected[i] as number) >= sureOnce) this.isOnce[i] = 1;
    }
    return hits.map((hit, i) => (hit + itemShrinkage) / ((expected[i] as number) + itemShrinkage));
  }
}

function eachTrial(
  purchases: Purchases,
  visit: (habit: Habit, day: number, isBought: boolean) => void,
): void {
  const walk = new HabitWalk(purchases);
  for (let customer = 0; customer < purchases.customers; customer++) walk.walk(customer, visit);
}

const coarseCell = (times: number, orders: number, ordersSince: number): number =>
  (classOf(times, timesClasses) * shares + classOf(times / orders, shareClasses)) * sinces +
  classOf(ordersSince, sinceClasses);

/** The first class whose bound is not passed. */
function classOf(value: number, bounds: readonly number[]): number {
  let index = 0;
  while (index < bounds.length && value > (bounds[index] as number)) index++;
  return index;
}

function shrunkRates(hits: Float64Array, trials: Float64Array): Float64Array {
  const sum = (values: Float64Array) => values.reduce((total, value) => total + value, 0);
  const overall = sum(hits) / Math.max(1, sum(trials));
  const rates = new Float64Array(hits.length);
  for (let from = 0; from < rates.length; from += dues) {
    const hit = sum(hits.subarray(from, from + dues));
    const tried = sum(trials.subarray(from, from + dues));
    const wider = (hit + cellShrinkage * overall) / (tried + cellShrinkage);
    for (let cell = from; cell < from + dues; cell++) {
      const own = (hits[cell] as number) + cellShrinkage * wider;
      rates[cell] = own / ((trials[cell] as number) + cellShrinkage);
    }
  }
  return rates;
}
