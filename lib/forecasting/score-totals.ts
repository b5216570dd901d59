/** Sums from which every score follows; totals of two groups add up to those of both. */
export interface ScoreTotals {
  /** Series with a known actual, and those among them whose scale is 0. */
  series: number;
  unscaledSeries: number;
  /** Known actuals, and those of series with a scale. */
  periods: number;
  scaledPeriods: number;
  /** Σ loss / scale and Σ |y − median| / scale. */
  scaledLoss: number;
  scaledError: number;
  /** Σ loss, Σ |y − median|, Σ |y| and Σ (mean − y), units. */
  loss: number;
  medianError: number;
  absoluteActual: number;
  meanError: number;
  /** [intervals] actuals within each central interval. */
  readonly inside: number[];
}

export const noScore = (intervals: number): ScoreTotals => ({
  series: 0,
  unscaledSeries: 0,
  periods: 0,
  scaledPeriods: 0,
  scaledLoss: 0,
  scaledError: 0,
  loss: 0,
  medianError: 0,
  absoluteActual: 0,
  meanError: 0,
  inside: new Array<number>(intervals).fill(0),
});

/** Adds `more` to `totals`. */
export function addTotals(totals: ScoreTotals, more: ScoreTotals): void {
  totals.series += more.series;
  totals.unscaledSeries += more.unscaledSeries;
  totals.periods += more.periods;
  totals.scaledPeriods += more.scaledPeriods;
  totals.scaledLoss += more.scaledLoss;
  totals.scaledError += more.scaledError;
  totals.loss += more.loss;
  totals.medianError += more.medianError;
  totals.absoluteActual += more.absoluteActual;
  totals.meanError += more.meanError;
  for (let i = 0; i < totals.inside.length; i++) totals.inside[i] += more.inside[i];
}

/** A central interval between two of the levels forecast, by their places among them. */
export interface CentralInterval {
  readonly lower: number;
  readonly upper: number;
  /** Share it should cover. */
  readonly nominal: number;
}

/** Pairs of levels q and 1 − q, the widest first. */
export function centralIntervals(levels: readonly number[]): CentralInterval[] {
  const intervals: CentralInterval[] = [];
  for (let lower = 0; lower < levels.length && levels[lower] < 0.5; lower++) {
    const upper = levels.findIndex((level) => Math.abs(level + levels[lower] - 1) < 1e-9);
    if (upper === -1) continue;
    intervals.push({ lower, upper, nominal: shareBetween(levels[lower], levels[upper]) });
  }
  return intervals;
}

/** What lies between two levels: 0.95 − 0.05 is 0.8999999999999999 in binary, so say 0.9. */
export const shareBetween = (lower: number, upper: number): number =>
  Math.round((upper - lower) * 1e9) / 1e9;
