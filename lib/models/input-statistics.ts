import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { periodState } from "#lib/contracts/prepared-shard.ts";

/** How a covariate becomes numbers near 0 and 1. */
export interface CovariateScaling {
  readonly name: string;
  readonly mean: number;
  readonly sd: number;
  /** Spread around each series' own mean; tells whether a value is unusual for its series. */
  readonly withinSd: number;
  /** Whether series differ so much that the value relative to their own mean says more. */
  readonly relative: boolean;
}

/** What series of this data set are like, for scales that a short history cannot give. */
export interface TargetScaling {
  /** Mean and standard deviation over series of log(mean |y|), series that sold only. */
  readonly logMean: number;
  readonly logSd: number;
  /** Smallest scale a window may have, in units of the target. */
  readonly floor: number;
  /** Scale of a window without any sale. */
  readonly typical: number;
}

export interface InputStatistics {
  readonly target: TargetScaling;
  readonly known: readonly CovariateScaling[];
  readonly past: readonly CovariateScaling[];
}

/** Running count, sum and sum of squares. */
class Moments {
  count = 0;
  #sum = 0;
  #squares = 0;

  add(value: number): void {
    this.count++;
    this.#sum += value;
    this.#squares += value * value;
  }

  get mean(): number {
    return this.count > 0 ? this.#sum / this.count : 0;
  }

  get variance(): number {
    return this.count > 1 ? Math.max(0, this.#squares / this.count - this.mean ** 2) : 0;
  }
}

/** Reads one shard after another and remembers only sums; values after `lastPeriod` are not read. */
export class StatisticsReader {
  readonly #dataset: DatasetDescription;
  readonly #lastPeriod: number;
  readonly #logScale = new Moments();
  readonly #between: Map<string, Moments>;
  readonly #within: Map<string, Moments>;

  constructor(dataset: DatasetDescription, lastPeriod: number) {
    this.#dataset = dataset;
    this.#lastPeriod = lastPeriod;
    const names = [...dataset.known, ...dataset.past];
    this.#between = new Map(names.map((name) => [name, new Moments()]));
    this.#within = new Map(names.map((name) => [name, new Moments()]));
  }

  add(shard: PreparedShard): void {
    const { known, horizon, past } = this.#dataset;
    for (let series = 0; series < shard.item.length; series++) {
      const start = shard.offsets[series] as number;
      const first = shard.firstPeriod[series] as number;
      const stored = (shard.offsets[series + 1] as number) - start;
      const length = Math.min(stored, this.#lastPeriod - first + 1);
      if (length <= 0) continue;
      this.#addTarget(shard, start, length);
      for (const name of past) this.#addCovariate(name, shard.past.get(name), start, length);
      const knownStart = start + series * horizon;
      for (const name of known) this.#addCovariate(name, shard.known.get(name), knownStart, length);
    }
  }

  #addTarget({ target, state }: PreparedShard, start: number, length: number): void {
    let total = 0;
    let count = 0;
    for (let i = start; i < start + length; i++) {
      if (state[i] !== periodState.observed) continue;
      total += Math.abs(target[i] as number);
      count++;
    }
    if (total > 0) this.#logScale.add(Math.log(total / count));
  }

  #addCovariate(name: string, column: Float32Array | undefined, start: number, length: number) {
    if (column === undefined) return;
    const all = this.#between.get(name) as Moments;
    const within = this.#within.get(name) as Moments;
    const own = new Moments();
    for (let i = start; i < start + length; i++) {
      const value = column[i] as number;
      if (Number.isFinite(value)) own.add(value);
    }
    for (let i = start; i < start + length; i++) {
      const value = column[i] as number;
      if (!Number.isFinite(value)) continue;
      all.add(value);
      within.add(value - own.mean);
    }
  }

  finish(): InputStatistics {
    const { known, past } = this.#dataset;
    const { mean, variance } = this.#logScale;
    const logSd = Math.max(Math.sqrt(variance), 0.1);
    return {
      target: { logMean: mean, logSd, floor: Math.exp(mean - 4 * logSd), typical: Math.exp(mean) },
      known: known.map((name) => this.#scaling(name)),
      past: past.map((name) => this.#scaling(name)),
    };
  }

  #scaling(name: string): CovariateScaling {
    const { mean, variance } = this.#between.get(name) as Moments;
    const within = (this.#within.get(name) as Moments).variance;
    return {
      name,
      mean,
      sd: Math.sqrt(variance),
      withinSd: Math.sqrt(within),
      relative: within < 0.9 * variance,
    };
  }
}
