import { periodState } from "#lib/contracts/prepared-shard.ts";
import type { Window } from "./window.ts";

/** A value counts as at most this many times the median sale of the context … */
const capOfMedian = 10;
/** … or this many times the second largest value: one absurd row alone cannot lift the cap. */
const capOfSecond = 1.5;

/**
 * The observed target of one series up to an origin, outliers capped. A buffer that is filled again
 * for each window. Ages count back from the origin: age 0 is the origin itself.
 */
export class RecentHistory {
  readonly reach: number;
  /** [reach] by age; 0 where not observed. */
  readonly values: Float64Array;
  /** [reach] by age; 1 where observed. */
  readonly observed: Uint8Array;
  /** [reach] by age; the period's state, `missing` before the first period. */
  readonly state: Uint8Array;
  /** Periods from the series' first to the origin, both included; may exceed the reach. */
  age = 0;
  /** Largest |y| that counts. */
  cap = Number.POSITIVE_INFINITY;
  readonly #sums: Float64Array;
  readonly #magnitudes: Float64Array;
  readonly #counts: Int32Array;
  readonly #sales: Float64Array;

  constructor(reach: number, context: number) {
    this.reach = reach;
    this.values = new Float64Array(reach);
    this.observed = new Uint8Array(reach);
    this.state = new Uint8Array(reach);
    this.#sums = new Float64Array(reach + 1);
    this.#magnitudes = new Float64Array(reach + 1);
    this.#counts = new Int32Array(reach + 1);
    this.#sales = new Float64Array(context);
  }

  /** Reads periods up to and with the origin, and nothing after it. */
  fill({ shard, series, origin, seen = Number.POSITIVE_INFINITY }: Window): void {
    const periods = origin - (shard.firstPeriod[series] as number) + 1;
    const newest = (shard.offsets[series] as number) + periods - 1;
    this.age = Math.max(0, Math.min(periods, seen));
    const length = Math.min(this.age, this.reach);
    this.values.fill(0);
    this.observed.fill(0);
    this.state.fill(periodState.missing);
    for (let age = 0; age < length; age++) {
      const state = shard.state[newest - age] as number;
      this.state[age] = state;
      if (state !== periodState.observed) continue;
      this.observed[age] = 1;
      this.values[age] = shard.target[newest - age] as number;
    }
    this.#capOutliers();
    this.#accumulate();
  }

  #capOutliers(): void {
    let largest = 0;
    let second = 0;
    let sales = 0;
    for (let age = 0; age < this.reach; age++) {
      const size = Math.abs(this.values[age] as number);
      if (size === 0) continue;
      if (age < this.#sales.length) this.#sales[sales++] = size;
      second = Math.max(second, Math.min(size, largest));
      largest = Math.max(largest, size);
    }
    const sorted = this.#sales.subarray(0, sales).sort();
    const median = sales > 0 ? (sorted[sales >> 1] as number) : 0;
    const cap = Math.max(capOfMedian * median, capOfSecond * second);
    this.cap = cap > 0 ? cap : Number.POSITIVE_INFINITY;
    if (largest <= this.cap) return;
    for (let age = 0; age < this.reach; age++) {
      this.values[age] = Math.min(this.cap, Math.max(-this.cap, this.values[age] as number));
    }
  }

  #accumulate(): void {
    for (let age = 0; age < this.reach; age++) {
      const value = this.values[age] as number;
      this.#sums[age + 1] = (this.#sums[age] as number) + value;
      this.#magnitudes[age + 1] = (this.#magnitudes[age] as number) + Math.abs(value);
      this.#counts[age + 1] = (this.#counts[age] as number) + (this.observed[age] as number);
    }
  }

  /** Observed periods of ages from … to − 1. */
  count(from: number, to: number): number {
    return (this.#counts[this.#bound(to)] as number) - (this.#counts[this.#bound(from)] as number);
  }

  /** Mean of the observed values of ages from … to − 1; `otherwise` where there is none. */
  mean(from: number, to: number, otherwise: number): number {
    const count = this.count(from, to);
    return count > 0 ? (this.#at(this.#sums, to) - this.#at(this.#sums, from)) / count : otherwise;
  }

  /** Mean of |y|, like `mean`. */
  meanMagnitude(from: number, to: number, otherwise: number): number {
    const count = this.count(from, to);
    const total = this.#at(this.#magnitudes, to) - this.#at(this.#magnitudes, from);
    return count > 0 ? total / count : otherwise;
  }

  #at(sums: Float64Array, age: number): number {
    return sums[this.#bound(age)] as number;
  }

  #bound(age: number): number {
    return Math.min(Math.max(age, 0), this.reach);
  }
}
