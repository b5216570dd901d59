import {
  addHistogram,
  countError,
  type ErrorHistogram,
  emptyHistogram,
} from "./error-histogram.ts";

/** Horizons that are calibrated together: a quarter of the horizon each. */
export const horizonGroups = 4;

export const horizonGroup = (h: number, horizon: number): number =>
  Math.floor((h * horizonGroups) / horizon);

/** The range between the outermost quantiles of one period: the unit in which it is moved. */
export function outerRange(quantiles: Float32Array, h: number, levels: number): number {
  return quantiles[h * levels + levels - 1] - quantiles[h * levels];
}

/** [2 halves · horizon groups · levels] histograms of one segment. */
export type SegmentErrors = ErrorHistogram[];

/** One series' validation forecast beside what came. */
export interface ValidatedSeries {
  readonly segment: string;
  /** Which half of the series it belongs to, dealt by chance: one learns what the other tests. */
  readonly half: 0 | 1;
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
  /** [horizon · levels] */
  readonly quantiles: Float32Array;
  /** Seasonal error of the history, units; errors weigh by its inverse, as in SQL. */
  readonly scale: number;
}

/**
 * Errors of validation forecasts in the unit of their own range, by segment, half, part of the
 * horizon and level (conformalised quantile regression, scaled: Romano et al. 2019, Sesia & Candès
 * 2020).
 *
 *     e = (y − ŷ(q)) / (ŷ(last) − ŷ(first))
 */
export class ConformalErrors {
  readonly levels: readonly number[];
  readonly horizon: number;
  readonly #segments = new Map<string, SegmentErrors>();

  constructor(levels: readonly number[], horizon: number) {
    this.levels = levels;
    this.horizon = horizon;
  }

  add({ segment, half, actual, quantiles, scale }: ValidatedSeries): void {
    const count = this.levels.length;
    const errors = this.#errorsOf(segment);
    for (let h = 0; h < this.horizon; h++) {
      const range = outerRange(quantiles, h, count);
      if (Number.isNaN(actual[h]) || range <= 0) continue;
      const first = (half * horizonGroups + horizonGroup(h, this.horizon)) * count;
      const weight = scale > 0 ? range / scale : 0;
      for (let q = 0; q < count; q++) {
        countError(errors[first + q], (actual[h] - quantiles[h * count + q]) / range, weight);
      }
    }
  }

  #errorsOf(segment: string): SegmentErrors {
    const known = this.#segments.get(segment);
    if (known !== undefined) return known;
    const fresh = this.#empty();
    this.#segments.set(segment, fresh);
    return fresh;
  }

  #empty(): SegmentErrors {
    return Array.from({ length: 2 * horizonGroups * this.levels.length }, emptyHistogram);
  }

  /** Histograms by segment, plain enough for JSON. */
  totals(): Record<string, SegmentErrors> {
    return Object.fromEntries([...this.#segments].sort(([a], [b]) => (a < b ? -1 : 1)));
  }

  /** Adds the histograms of another of the same levels and horizon. */
  merge(totals: Readonly<Record<string, SegmentErrors>>): void {
    for (const [segment, more] of Object.entries(totals)) {
      const errors = this.#errorsOf(segment);
      for (const [i, histogram] of more.entries()) addHistogram(errors[i], histogram);
    }
  }

  /** All segments together. */
  overall(): SegmentErrors {
    const all = this.#empty();
    for (const errors of this.#segments.values()) {
      for (const [i, histogram] of errors.entries()) addHistogram(all[i], histogram);
    }
    return all;
  }
}
