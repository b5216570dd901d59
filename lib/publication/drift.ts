import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { Frequency } from "#lib/domain/period.ts";
import { type WindowLevel, windowLevel } from "./recent-levels.ts";

/** Periods in a year, whole weeks of days so that weekdays meet. */
const yearPeriods = { day: 364, week: 52, month: 12 } as const satisfies Record<Frequency, number>;

export interface DriftWindow {
  readonly name: "latest" | "before" | "year-ago";
  readonly total: number;
  /** Series that were observed, and those that sold. */
  readonly series: number;
  readonly sellingSeries: number;
  /** Share of observed periods in which nothing was sold. */
  readonly zeroShare: number;
}

export interface Drift {
  /** Periods in each window. */
  readonly length: number;
  readonly windows: readonly DriftWindow[];
  /** Population stability index of the series' levels, the window before against the latest. */
  readonly stabilityIndex: number;
  /** Series observed in the latest window and not before it; and that sold before and no more. */
  readonly newSeries: number;
  readonly silentSeries: number;
}

/** Collects, shard by shard, how the latest periods differ from those before. */
export class DriftGauge {
  readonly #length: number;
  readonly #windows: readonly { name: DriftWindow["name"]; back: number; sums: WindowSums }[];
  #newSeries = 0;
  #silentSeries = 0;

  /** @param length periods in a window */
  constructor(length: number, frequency: Frequency) {
    this.#length = length;
    const backs = [
      { name: "latest", back: 0 },
      { name: "before", back: length },
      { name: "year-ago", back: yearPeriods[frequency] },
    ] as const;
    const distinct = backs.filter(({ back }, i) => backs.findIndex((b) => b.back === back) === i);
    this.#windows = distinct.map((window) => ({ ...window, sums: new WindowSums() }));
  }

  add(shard: PreparedShard): void {
    for (let s = 0; s < shard.item.length; s++) {
      const levels = this.#windows.map(({ back }) => windowLevel(shard, s, this.#length, back));
      for (const [i, { sums }] of this.#windows.entries()) sums.add(levels[i] as WindowLevel);
      const [latest, before] = levels as [WindowLevel, WindowLevel];
      if (latest.observed > 0 && before.observed === 0) this.#newSeries++;
      if (before.total > 0 && latest.observed > 0 && latest.total === 0) this.#silentSeries++;
    }
  }

  finish(): Drift {
    const [latest, before] = this.#windows.map(({ sums }) => sums.bins) as [BinCounts, BinCounts];
    const windows = this.#windows.filter(({ sums }) => sums.series > 0);
    return {
      length: this.#length,
      windows: windows.map(({ name, sums }) => ({ name, ...sums.finish() })),
      stabilityIndex: stabilityIndex(before, latest),
      newSeries: this.#newSeries,
      silentSeries: this.#silentSeries,
    };
  }
}

type BinCounts = Float64Array;
const binCount = 22;

/** 0 for nothing sold, then one bin a doubling, from a 256th of a unit a period. */
const binOf = (mean: number): number =>
  mean <= 0 ? 0 : Math.min(binCount - 1, Math.max(1, Math.floor(Math.log2(mean)) + 9));

class WindowSums {
  readonly bins: BinCounts = new Float64Array(binCount);
  series = 0;
  #selling = 0;
  #total = 0;
  #observed = 0;
  #zeros = 0;

  add(level: WindowLevel): void {
    if (level.observed === 0) return;
    const bin = binOf(level.mean);
    this.bins[bin] = (this.bins[bin] as number) + 1;
    this.series++;
    if (level.total > 0) this.#selling++;
    this.#total += level.total;
    this.#observed += level.observed;
    this.#zeros += level.zeros;
  }

  finish(): Omit<DriftWindow, "name"> {
    return {
      total: this.#total,
      series: this.series,
      sellingSeries: this.#selling,
      zeroShare: this.#zeros / this.#observed,
    };
  }
}

/**
 * Population stability index of two distributions over the same bins (Siddiqi 2006, ch. 10):
 *
 *     PSI = Σ (pᵢ − qᵢ) · ln(pᵢ / qᵢ)
 *
 * with half a count added to every bin that either has used, so that an empty one is no infinity.
 * Below 0.1 is commonly read as stable, above 0.25 as another population.
 *
 * @param before q, counts [bins]
 * @param latest p, counts [bins]
 * @returns NaN where either has no counts
 */
export function stabilityIndex(before: ArrayLike<number>, latest: ArrayLike<number>): number {
  const used = Array.from(latest, (n, i) => ({ p: n, q: before[i] as number })).filter(
    ({ p, q }) => p + q > 0,
  );
  const total = (key: "p" | "q") => used.reduce((sum, bin) => sum + bin[key], 0);
  const [allP, allQ] = [total("p"), total("q")];
  if (allP === 0 || allQ === 0) return Number.NaN;
  return used.reduce((sum, bin) => {
    const p = (bin.p + 0.5) / (allP + used.length / 2);
    const q = (bin.q + 0.5) / (allQ + used.length / 2);
    return sum + (p - q) * Math.log(p / q);
  }, 0);
}
