import type { Forecast } from "#lib/forecasting/forecast.ts";
import { quantileLoss } from "#lib/forecasting/quantile-loss.ts";
import { ScoreBoard } from "#lib/forecasting/score-board.ts";
import type { ScoreTotals } from "#lib/forecasting/score-totals.ts";

/** What came after a cutoff, of one series, and what it is measured by. */
export interface ActualSeries {
  readonly segment: string;
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
  /** Seasonal error of the history, units. */
  readonly scale: number;
}

/** Losses of all candidates on the same series, so that two of them can be compared in pairs. */
export interface PairedLosses {
  series: number;
  /** [candidates · candidates] Σ over series of loss a · loss b, each a scaled mean over the horizon. */
  readonly products: Float64Array;
  /** [candidates] Σ over series. */
  readonly sums: Float64Array;
}

/** All that a comparison has seen, plain enough to travel between threads. */
export interface ComparisonTotals {
  readonly boards: readonly Readonly<Record<string, ScoreTotals>>[];
  readonly pairs: Readonly<Record<string, PairedLosses>>;
}

/** Candidates compared on the same series, segment by segment; series are added in any order. */
export class Comparison {
  readonly boards: readonly ScoreBoard[];
  readonly #pairs = new Map<string, PairedLosses>();
  readonly #losses: Float64Array;

  constructor(candidates: number, levels: readonly number[]) {
    this.boards = Array.from({ length: candidates }, () => new ScoreBoard(levels));
    this.#losses = new Float64Array(candidates);
  }

  /** @param forecast of candidate `c`; may be the same object, refilled, for every candidate */
  add(actual: ActualSeries, forecast: (c: number) => Forecast): void {
    const known = actual.actual.some((value) => !Number.isNaN(value));
    if (!known) return;
    for (const [c, board] of this.boards.entries()) {
      const { mean, quantiles } = forecast(c);
      board.add({ ...actual, mean, quantiles });
      this.#losses[c] = scaledLoss(actual, quantiles, board.levels);
    }
    if (actual.scale > 0) addPairs(this.#pairsOf(actual.segment), this.#losses);
  }

  pairs(segment: string): PairedLosses | undefined {
    return this.#pairs.get(segment);
  }

  totals(): ComparisonTotals {
    const boards = this.boards.map((board) => board.totals());
    return { boards, pairs: Object.fromEntries(this.#pairs) };
  }

  addTotals({ boards, pairs }: ComparisonTotals): void {
    for (const [c, totals] of boards.entries()) this.boards[c]?.merge(totals);
    for (const [segment, more] of Object.entries(pairs)) mergePairs(this.#pairsOf(segment), more);
  }

  #pairsOf(segment: string): PairedLosses {
    const found = this.#pairs.get(segment);
    if (found) return found;
    const count = this.boards.length;
    const fresh = {
      series: 0,
      products: new Float64Array(count * count),
      sums: new Float64Array(count),
    };
    this.#pairs.set(segment, fresh);
    return fresh;
  }
}

function scaledLoss(
  { actual, scale }: ActualSeries,
  quantiles: Float32Array,
  levels: readonly number[],
): number {
  let total = 0;
  let periods = 0;
  for (const [h, y] of actual.entries()) {
    if (Number.isNaN(y)) continue;
    total += quantileLoss(y, quantiles, h, levels);
    periods += 1;
  }
  return total / periods / scale;
}

function addPairs(pairs: PairedLosses, losses: Float64Array): void {
  const count = losses.length;
  pairs.series += 1;
  for (let a = 0; a < count; a++) {
    const loss = losses[a] as number;
    pairs.sums[a] = (pairs.sums[a] as number) + loss;
    for (let b = 0; b < count; b++) {
      const at = a * count + b;
      pairs.products[at] = (pairs.products[at] as number) + loss * (losses[b] as number);
    }
  }
}

function mergePairs(into: PairedLosses, more: PairedLosses): void {
  into.series += more.series;
  for (const [i, value] of more.sums.entries()) into.sums[i] = (into.sums[i] as number) + value;
  for (const [i, value] of more.products.entries()) {
    into.products[i] = (into.products[i] as number) + value;
  }
}
