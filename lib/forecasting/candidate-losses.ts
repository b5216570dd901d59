/** Sums over the series of one segment, from which any two candidates can be compared in pairs. */
export interface LossTotals {
  series: number;
  /** [2K] Σ v, where v holds a series' scaled losses by candidate, then its absolute ones. */
  readonly sums: number[];
  /** [2K · 2K] Σ v vᵀ */
  readonly products: number[];
}

/**
 * Validation losses of K candidates, series by series. Both the scaled loss, in which every series
 * counts alike (SQL), and the absolute, in which those that sell most do (WQL), are kept; and their
 * products, so that the noise of a difference is known without keeping any series.
 */
export class CandidateLosses {
  readonly candidates: readonly string[];
  readonly #segments = new Map<string, LossTotals>();

  constructor(candidates: readonly string[]) {
    this.candidates = candidates;
  }

  /**
   * @param scaled    [K] Σ loss over the known periods of the series, over its seasonal error; all 0
   * where that is 0
   * @param absolute  [K] Σ loss, units
   */
  add(segment: string, scaled: Float64Array, absolute: Float64Array): void {
    const count = this.candidates.length;
    const totals = this.#totalsOf(segment);
    const at = (i: number) => (i < count ? scaled[i] : absolute[i - count]);
    totals.series += 1;
    for (let i = 0; i < 2 * count; i++) {
      const value = at(i);
      totals.sums[i] += value;
      for (let j = 0; j < 2 * count; j++) totals.products[i * 2 * count + j] += value * at(j);
    }
  }

  #totalsOf(segment: string): LossTotals {
    const known = this.#segments.get(segment);
    if (known !== undefined) return known;
    const size = 2 * this.candidates.length;
    const fresh = { series: 0, sums: zeros(size), products: zeros(size * size) };
    this.#segments.set(segment, fresh);
    return fresh;
  }

  /** Sums by segment, plain enough for JSON. */
  totals(): Record<string, LossTotals> {
    return Object.fromEntries([...this.#segments].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Adds the sums of another of the same candidates. */
  merge(totals: Readonly<Record<string, LossTotals>>): void {
    for (const [segment, more] of Object.entries(totals)) {
      addLosses(this.#totalsOf(segment), more);
    }
  }

  /** All segments together. */
  overall(): LossTotals {
    const size = 2 * this.candidates.length;
    const all = { series: 0, sums: zeros(size), products: zeros(size * size) };
    for (const totals of this.#segments.values()) addLosses(all, totals);
    return all;
  }
}

const zeros = (length: number): number[] => new Array<number>(length).fill(0);

function addLosses(totals: LossTotals, more: LossTotals): void {
  totals.series += more.series;
  for (let i = 0; i < totals.sums.length; i++) totals.sums[i] += more.sums[i];
  for (let i = 0; i < totals.products.length; i++) totals.products[i] += more.products[i];
}
