import { medianAt, quantileLoss } from "./quantile-loss.ts";
import {
  addTotals,
  type CentralInterval,
  centralIntervals,
  noScore,
  type ScoreTotals,
} from "./score-totals.ts";

/** One series' forecast beside what came after. */
export interface ScoredSeries {
  readonly segment: string;
  /** [horizon] NaN where unknown, closed or out of stock: such periods count in no score. */
  readonly actual: Float32Array;
  /** [horizon] */
  readonly mean: Float32Array;
  /** [horizon · levels] */
  readonly quantiles: Float32Array;
  /** Seasonal error of the history, units. */
  readonly scale: number;
}

/** Scores of a group of series, by the definitions of fev-bench; `null` where nothing can be said. */
export interface Scores {
  readonly series: number;
  /** Series that scaled scores leave out, because their history never changed. */
  readonly unscaledSeries: number;
  readonly periods: number;
  readonly sql: number | null;
  readonly mase: number | null;
  readonly wql: number | null;
  readonly wape: number | null;
  readonly bias: number | null;
  readonly coverage: readonly IntervalCoverage[];
}

interface IntervalCoverage {
  /** Levels between which actuals should fall. */
  readonly lower: number;
  readonly upper: number;
  /** upper − lower, the share that should. */
  readonly nominal: number;
  /** The share that did. */
  readonly actual: number | null;
}

export interface ScoreSummary {
  readonly overall: Scores;
  readonly segments: Readonly<Record<string, Scores>>;
}

/**
 * Scores of many series, added one by one in any order; holds a few sums a segment.
 *
 *     SQL  = mean of loss / scale            MASE = mean of |y − median| / scale
 *     WQL  = Σ loss / Σ |y|                  WAPE = Σ |y − median| / Σ |y|
 *     bias = Σ (mean − y) / Σ |y|            coverage = share of y within [q(lower), q(upper)]
 *
 * Means are over all known periods of all series, as in fev (`fev.metrics`), not over series. fev
 * scores each cutoff by itself and averages: so one board a cutoff, then the mean of their summaries.
 */
export class ScoreBoard {
  readonly levels: readonly number[];
  readonly #intervals: readonly CentralInterval[];
  readonly #segments = new Map<string, ScoreTotals>();

  constructor(levels: readonly number[]) {
    this.levels = levels;
    this.#intervals = centralIntervals(levels);
  }

  add(scored: ScoredSeries): void {
    const one = noScore(this.#intervals.length);
    const scaled = scored.scale > 0;
    for (let h = 0; h < scored.actual.length; h++) {
      if (!Number.isNaN(scored.actual[h])) this.#addPeriod(one, scored, h);
    }
    if (one.periods === 0) return;
    one.series = 1;
    one.unscaledSeries = scaled ? 0 : 1;
    one.scaledPeriods = scaled ? one.periods : 0;
    one.scaledLoss = scaled ? one.loss / scored.scale : 0;
    one.scaledError = scaled ? one.medianError / scored.scale : 0;
    addTotals(this.#totalsOf(scored.segment), one);
  }

  #addPeriod(one: ScoreTotals, { actual, mean, quantiles }: ScoredSeries, h: number): void {
    const { levels } = this;
    const y = actual[h];
    one.periods += 1;
    one.loss += quantileLoss(y, quantiles, h, levels);
    one.medianError += Math.abs(y - medianAt(quantiles, h, levels));
    one.absoluteActual += Math.abs(y);
    one.meanError += mean[h] - y;
    for (let i = 0; i < this.#intervals.length; i++) {
      const { lower, upper } = this.#intervals[i];
      const start = h * levels.length;
      if (y >= quantiles[start + lower] && y <= quantiles[start + upper]) one.inside[i] += 1;
    }
  }

  #totalsOf(segment: string): ScoreTotals {
    const known = this.#segments.get(segment);
    if (known !== undefined) return known;
    const fresh = noScore(this.#intervals.length);
    this.#segments.set(segment, fresh);
    return fresh;
  }

  /** Sums by segment, plain enough for JSON: how boards travel between shards. */
  totals(): Record<string, ScoreTotals> {
    return Object.fromEntries(this.#segments);
  }

  /** Adds the sums of another board of the same levels. */
  merge(totals: Readonly<Record<string, ScoreTotals>>): void {
    for (const [segment, sums] of Object.entries(totals)) addTotals(this.#totalsOf(segment), sums);
  }

  summary(): ScoreSummary {
    const overall = noScore(this.#intervals.length);
    const segments: Record<string, Scores> = {};
    for (const segment of [...this.#segments.keys()].sort()) {
      const totals = this.#totalsOf(segment);
      addTotals(overall, totals);
      segments[segment] = this.#scores(totals);
    }
    return { overall: this.#scores(overall), segments };
  }

  #scores(totals: ScoreTotals): Scores {
    const { scaledPeriods, absoluteActual, periods } = totals;
    return {
      series: totals.series,
      unscaledSeries: totals.unscaledSeries,
      periods,
      sql: ratio(totals.scaledLoss, scaledPeriods),
      mase: ratio(totals.scaledError, scaledPeriods),
      wql: ratio(totals.loss, absoluteActual),
      wape: ratio(totals.medianError, absoluteActual),
      bias: ratio(totals.meanError, absoluteActual),
      coverage: this.#intervals.map(({ lower, upper, nominal }, i) => ({
        lower: this.levels[lower],
        upper: this.levels[upper],
        nominal,
        actual: ratio(totals.inside[i], periods),
      })),
    };
  }
}

const ratio = (sum: number, of: number): number | null => (of > 0 ? sum / of : null);
