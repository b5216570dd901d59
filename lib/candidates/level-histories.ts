import {
  type DatasetDescription,
  type PreparedShard,
  periodState,
} from "#lib/contracts/prepared-shard.ts";
import { aggregatesOf, type LevelIndex } from "./level-index.ts";

/** A sum is observed in periods in which this share of its series was. */
const observedShare = 0.9;

/** Sums of one covariate over the series that know it. */
interface CovariateSums {
  /** [aggregates · periods] */
  readonly sum: Float32Array;
  readonly count: Int32Array;
}

/**
 * Adds up the series of each aggregate, shard by shard, into a shard of one series an aggregate: targets
 * summed, covariates averaged over the series that know them, attributes where all its series share them.
 */
export class LevelHistories {
  readonly #index: LevelIndex;
  readonly #dataset: DatasetDescription;
  readonly #periods: number;
  /** [aggregates · periods] */
  readonly #target: Float64Array;
  readonly #begun: Int32Array;
  readonly #observed: Int32Array;
  readonly #known: ReadonlyMap<string, CovariateSums>;
  readonly #past: ReadonlyMap<string, CovariateSums>;
  /** [aggregates] code that all series so far share, −1 for none, by attribute. */
  readonly #statics = new Map<string, Int32Array>();
  /** [aggregates] */
  readonly series: Int32Array;

  constructor(index: LevelIndex, dataset: DatasetDescription) {
    this.#index = index;
    this.#dataset = dataset;
    this.#periods = dataset.cutoffPeriod - dataset.firstPeriod + 1;
    const count = index.level.length;
    const cells = count * this.#periods;
    this.#target = new Float64Array(cells);
    this.#begun = new Int32Array(cells);
    this.#observed = new Int32Array(cells);
    this.series = new Int32Array(count);
    const sums = (names: readonly string[], ahead: number) =>
      new Map(names.map((name) => [name, blankSums(count * (this.#periods + ahead))]));
    this.#known = sums(dataset.known, dataset.horizon);
    this.#past = sums(dataset.past, 0);
    for (const { name } of dataset.statics) this.#statics.set(name, new Int32Array(count));
  }

  add(shard: PreparedShard): void {
    for (let s = 0; s < shard.item.length; s++) {
      const aggregates = aggregatesOf(shard, s, this.#dataset, this.#index);
      for (const a of aggregates) this.#addSeries(shard, s, a);
    }
  }

  #addSeries(shard: PreparedShard, s: number, a: number): void {
    const start = shard.offsets[s];
    const length = shard.offsets[s + 1] - start;
    const skipped = shard.firstPeriod[s] - this.#dataset.firstPeriod;
    const into = a * this.#periods + skipped;
    for (let t = 0; t < length; t++) {
      this.#target[into + t] += shard.target[start + t];
      this.#begun[into + t] += 1;
      this.#observed[into + t] += shard.state[start + t] === periodState.observed ? 1 : 0;
    }
    this.#addCovariates(this.#past, shard.past, { s, a, ahead: 0, skipped }, shard);
    const { horizon } = this.#dataset;
    this.#addCovariates(this.#known, shard.known, { s, a, ahead: horizon, skipped }, shard);
    for (const [name, codes] of this.#statics) {
      const code = shard.statics.get(name)?.[s] ?? 0;
      const isFirst = this.series[a] === 0;
      codes[a] = isFirst || codes[a] === code ? code : -1;
    }
    this.series[a] += 1;
  }

  #addCovariates(
    all: ReadonlyMap<string, CovariateSums>,
    columns: ReadonlyMap<string, Float32Array>,
    at: { s: number; a: number; ahead: number; skipped: number },
    { offsets }: PreparedShard,
  ): void {
    const { s, a, ahead, skipped } = at;
    const [first, last] = [offsets[s] + s * ahead, offsets[s + 1] + (s + 1) * ahead];
    const into = a * (this.#periods + ahead) + skipped;
    for (const [name, { sum, count }] of all) {
      const values = columns.get(name);
      for (let i = first; i < last; i++) {
        const value = values?.[i] ?? Number.NaN;
        if (Number.isNaN(value)) continue;
        sum[into + i - first] += value;
        count[into + i - first] += 1;
      }
    }
  }

  finish(): PreparedShard {
    const count = this.#index.level.length;
    const { firstPeriod } = this.#dataset;
    return {
      shard: 0,
      item: this.#index.group,
      location: this.#index.level,
      itemRow: new Int32Array(count).fill(-1),
      locationRow: new Int32Array(count).fill(-1),
      firstPeriod: new Int32Array(count).fill(firstPeriod),
      offsets: Int32Array.from({ length: count + 1 }, (_, a) => a * this.#periods),
      target: Float32Array.from(this.#target),
      state: Uint8Array.from(this.#begun, (begun, i) =>
        begun > 0 && this.#observed[i] >= observedShare * begun
          ? periodState.observed
          : periodState.missing,
      ),
      known: means(this.#known),
      past: means(this.#past),
      statics: new Map(
        [...this.#statics].map(([name, codes]) => [name, codes.map((code) => Math.max(0, code))]),
      ),
    };
  }
}

const blankSums = (cells: number): CovariateSums => ({
  sum: new Float32Array(cells),
  count: new Int32Array(cells),
});

const means = (all: ReadonlyMap<string, CovariateSums>) =>
  new Map(
    [...all].map(([name, { sum, count }]) => [
      name,
      sum.map((value, i) => (count[i] > 0 ? value / count[i] : Number.NaN)),
    ]),
  );
