import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { CustomerStates, stateBatch } from "./customer-state.ts";
import { targetLength } from "./next-order-network.ts";
import type { Purchases } from "./purchases.ts";
import { type TrendTable, trendHalfLives } from "./trend-table.ts";

/** Latest orders of a customer that are learned from: a frequent shopper speaks no louder than that. */
const mostOrders = 20;

/** Orders to learn from, each with all that its customer did before it. */
export class NextOrderSamples {
  readonly #purchases: Purchases;
  readonly #trends: TrendTable;
  readonly #states: CustomerStates;
  /** [samples] customer, and the first event of the order. */
  readonly #customer: Int32Array;
  readonly #start: Int32Array;
  /** Candidates of a step: all items, or a sample of them. */
  readonly candidates: number;
  readonly #placeOf: Int32Array;

  constructor(purchases: Purchases, trends: TrendTable, intervals: Float64Array, most: number) {
    this.#purchases = purchases;
    this.#trends = trends;
    this.#states = new CustomerStates(purchases, intervals);
    const found = listOrders(purchases);
    this.#customer = Int32Array.from(found, ([customer]) => customer);
    this.#start = Int32Array.from(found, ([, start]) => start);
    this.candidates = Math.min(purchases.items, most);
    this.#placeOf = new Int32Array(purchases.items).fill(-1);
  }

  get count(): number {
    return this.#start.length;
  }

  /** @param samples places among the samples; @param random draws targets and candidates */
  batch(samples: Int32Array, random: Random): Batch {
    const rows = samples.length;
    const state = stateBatch(rows);
    const targets = new Int32Array(rows * targetLength);
    const counts = new Float32Array(rows * targetLength);
    for (const [row, sample] of samples.entries()) {
      const start = this.#start[sample] as number;
      const day = this.#purchases.day[start] as number;
      this.#states.fill(state, row, this.#customer[sample] as number, start, day);
      this.#targets(sample, random, targets, counts, row * targetLength);
    }
    const { candidates, weight } = this.#candidates(targets, counts, random);
    const places = targets.map((item, at) =>
      counts[at] === 0
        ? 0
        : Math.floor(at / targetLength) * this.candidates + (this.#placeOf[item] as number),
    );
    for (const item of candidates) this.#placeOf[item] = -1;
    const trends = this.#trendsOf(samples, candidates);
    return { ...state, candidates, weight, trends, targets, places, counts };
  }

  /** Some of what the order held, all of it where it was small. */
  #targets(
    sample: number,
    random: Random,
    into: Int32Array,
    counts: Float32Array,
    at: number,
  ): void {
    const { item, order } = this.#purchases;
    const start = this.#start[sample] as number;
    let end = start;
    while (end < item.length && order[end] === order[start]) end++;
    const held = item.slice(start, end);
    const taken = Math.min(targetLength, held.length);
    for (let k = 0; k < taken; k++) {
      const other = k + random.below(held.length - k);
      [held[k], held[other]] = [held[other] as number, held[k] as number];
      into[at + k] = held[k] as number;
      counts[at + k] = 1;
    }
  }

  /** All items where they are few; else the targets, and a sample that stands for the others. */
  #candidates(targets: Int32Array, counts: Float32Array, random: Random) {
    const { items } = this.#purchases;
    const candidates = new Int32Array(this.candidates);
    const weight = new Float32Array(this.candidates);
    let count = 0;
    const take = (item: number): void => {
      if (count === candidates.length || this.#placeOf[item] !== -1) return;
      this.#placeOf[item] = count;
      candidates[count++] = item;
    };
    if (items === candidates.length) {
      for (let item = 0; item < items; item++) take(item);
      return { candidates, weight };
    }
    for (const [at, item] of targets.entries()) if (counts[at] === 1) take(item);
    const sampled = candidates.length - count;
    weight.fill(Math.log(Math.max(1, (items - count) / Math.max(1, sampled))), count);
    while (count < candidates.length) take(random.below(items));
    return { candidates, weight };
  }

  #trendsOf(samples: Int32Array, candidates: Int32Array): Float32Array {
    const width = trendHalfLives.length;
    const trends = new Float32Array(samples.length * candidates.length * width);
    let at = 0;
    for (const sample of samples) {
      const day = this.#purchases.day[this.#start[sample] as number] as number;
      for (const item of candidates) {
        this.#trends.read(item, day, trends, at);
        at += width;
      }
    }
    return trends;
  }
}

/** Each customer's latest orders but the first. */
function listOrders({ customers, offsets, order }: Purchases): [number, number][] {
  const found: [number, number][] = [];
  for (let c = 0; c < customers; c++) {
    const starts: number[] = [];
    for (let e = offsets[c] as number; e < (offsets[c + 1] as number); e++) {
      const isFirst = e === offsets[c] || order[e] !== order[e - 1];
      if ((order[e] as number) >= 0 && isFirst && e > (offsets[c] as number)) starts.push(e);
    }
    for (const start of starts.slice(-mostOrders)) found.push([c, start]);
  }
  return found;
}

/** Draws of one step, the same whenever it is asked for. */
export const stepRandom = (seed: number, step: number): Random =>
  seededRandom(seed, `next-order/${step}`);
