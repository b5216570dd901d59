import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { CommonDraws, PeriodDraws } from "./common-draws.ts";
import { gammaQuantile } from "./gamma-quantile.ts";
import type { Arrivals } from "./lead-times.ts";
import { locateDay, type PeriodDays } from "./period-days.ts";
import { type SaleStart, saleStart } from "./sale-start.ts";

/** What is forecast for one series; the arrays may be views into a shard. */
export interface SeriesForecast {
  /** [horizon] */
  readonly mean: Float32Array;
  /** [horizon · levels] */
  readonly quantiles: Float32Array;
  /** [horizon] probability of any demand. */
  readonly saleProbability: Float32Array;
}

/**
 * Paths of one series' demand drawn from its forecast quantiles: what it may want up to any day. The
 * buffers are filled again for the next series.
 */
export class DemandPaths {
  readonly #draws: CommonDraws;
  readonly #days: PeriodDays;
  readonly #levels: QuantileLevels;
  /** [levels + 1] quantiles of the period in hand, the last one twice. */
  readonly #row: Float64Array;
  /** [periods + 1][paths] demand from day 0 to the start of a period. */
  readonly #upTo: Float64Array[];
  #filled = 0;
  #forecast: SeriesForecast | undefined;

  constructor(draws: CommonDraws, days: PeriodDays, levels: QuantileLevels) {
    this.#draws = draws;
    this.#days = days;
    this.#levels = levels;
    this.#row = new Float64Array(levels.length + 1);
    this.#upTo = [new Float64Array(draws.paths)];
  }

  start(forecast: SeriesForecast): void {
    this.#forecast = forecast;
    this.#filled = 0;
  }

  /**
   * Demand of each path from day 0 to its own day.
   * @param into [paths]
   */
  upToDays({ days, first, last }: Arrivals, into: Float64Array): void {
    if (first === last) {
      into.set(this.#upToDay(first));
      return;
    }
    const totals = new Map<number, Float64Array>();
    for (let n = 0; n < into.length; n++) {
      const day = days[n] as number;
      let ofDay = totals.get(day);
      if (ofDay === undefined) {
        ofDay = this.#upToDay(day);
        totals.set(day, ofDay);
      }
      into[n] = ofDay[n] as number;
    }
  }

  /** [paths], not to be written to. */
  #upToDay(days: number): Float64Array {
    const { period, share } = locateDay(this.#days, days);
    const whole = this.#untilPeriod(period);
    return share > 0 ? this.#withPart(period, share, whole) : whole;
  }

  /** [paths] demand before the start of `period`. */
  #untilPeriod(period: number): Float64Array {
    while (this.#filled < period) this.#fillNext();
    return this.#upTo[period] as Float64Array;
  }

  #fillNext(): void {
    const period = this.#filled;
    const before = this.#upTo[period] as Float64Array;
    let after = this.#upTo[period + 1];
    if (after === undefined) {
      after = new Float64Array(this.#draws.paths);
      this.#upTo[period + 1] = after;
    }
    this.#addPeriod(this.#days.source[period] as number, this.#draws.period(period), before, after);
    this.#filled = period + 1;
  }

  #addPeriod(source: number, draws: PeriodDraws, before: Float64Array, after: Float64Array): void {
    const { mean, quantiles, saleProbability } = this.#forecast as SeriesForecast;
    const row = this.#row;
    const count = this.#levels.length;
    for (let k = 0; k < count; k++) row[k] = quantiles[source * count + k] as number;
    row[count] = row[count - 1] as number;
    const [expected, chance] = [mean[source] as number, saleProbability[source] as number];
    after.set(before);
    if ((row[0] as number) > 0 || expected <= 0) {
      addDraws(row, draws, { from: 0, end: draws.order.length }, after);
    } else if ((row[count] as number) > 0) {
      const start = saleStart(row, this.#levels, expected, chance);
      addSometimes(row, start, this.#levels, draws, after);
    } else {
      const unseen = Math.min(chance, 1 - (this.#levels.at(-1) as number));
      addRareSales(unseen, expected, draws, after);
    }
  }

  /**
   * Demand up to a period and the share f of a period's demand x. With independent days its mean is f μ and its variance
   * f σ², so that f x alone would be too sure of itself:
   *
   *     part = f x g,   g gamma with mean 1 and variance (σ²/f + μ²) / (σ² + μ²) − 1
   */
  #withPart(period: number, share: number, before: Float64Array): Float64Array {
    const after = this.#untilPeriod(period + 1);
    const { mean, variance } = momentsOfDifference(before, after);
    if (mean <= 0) return before;
    const spread = Math.sqrt((variance / share + mean * mean) / (variance + mean * mean) - 1);
    const scores = this.#draws.partPeriodScores;
    return before.map((start, n) => {
      const whole = (after[n] as number) - start;
      return start + share * whole * gammaQuantile(1, spread, scores[n] as number);
    });
  }
}

/** Adds draws from the level `from` on, up to the draw `end`. */
function addDraws(
  row: Float64Array,
  { order, weight, starts }: PeriodDraws,
  { from, end: last }: { readonly from: number; readonly end: number },
  to: Float64Array,
): void {
  const highest = Math.max(0, starts.length - 3);
  for (let k = from; k <= highest; k++) {
    const low = row[k] as number;
    const step = (row[k + 1] as number) - low;
    const end = k === highest ? last : (starts[k + 1] as number);
    for (let i = starts[k] as number; i < end; i++) {
      const value = low + (weight[i] as number) * step;
      if (value > 0) to[order[i] as number] = (to[order[i] as number] as number) + value;
    }
  }
}

/** Nothing up to the start of sales; from there on as the row says. */
function addSometimes(
  row: Float64Array,
  { level, probability, smallest, tail }: SaleStart,
  levels: QuantileLevels,
  draws: PeriodDraws,
  to: Float64Array,
): void {
  const { order, starts } = draws;
  const slope = ((row[level] as number) - smallest) / ((levels[level] as number) - probability);
  const first = starts[level] as number;
  for (let i = firstAbove(draws, probability, starts[level - 1] as number); i < first; i++) {
    const value = smallest + ((draws.probability[i] as number) - probability) * slope;
    to[order[i] as number] = (to[order[i] as number] as number) + value;
  }
  const [top, highest] = [row.at(-1) as number, levels.at(-1) as number];
  addDraws(row, draws, { from: level, end: starts.at(-2) as number }, to);
  addTail(top, tail, 1 - highest, draws, to);
}

/** Exponential above the highest level, which `chance` exceeds. */
function addTail(
  top: number,
  mean: number,
  chance: number,
  { order, probability, starts }: PeriodDraws,
  to: Float64Array,
): void {
  for (let i = starts.at(-2) as number; i < order.length; i++) {
    const value = top + mean * Math.log(chance / (1 - (probability[i] as number)));
    to[order[i] as number] = (to[order[i] as number] as number) + value;
  }
}

/** No level of the forecast sees a sale, yet one is expected: it comes with a small chance, whole. */
function addRareSales(
  chance: number,
  expected: number,
  draws: PeriodDraws,
  to: Float64Array,
): void {
  if (chance <= 0) return;
  const { order } = draws;
  const size = expected / chance;
  const lowest = draws.starts.at(-2) as number;
  for (let i = firstAbove(draws, 1 - chance, lowest); i < order.length; i++) {
    to[order[i] as number] = (to[order[i] as number] as number) + size;
  }
}

/** The first draw above `limit`, looked for from `from` on. */
function firstAbove({ probability }: PeriodDraws, limit: number, from: number): number {
  let low = from;
  let high = probability.length;
  while (low < high) {
    const middle = (low + high) >> 1;
    if ((probability[middle] as number) > limit) high = middle;
    else low = middle + 1;
  }
  return low;
}

function momentsOfDifference(
  before: Float64Array,
  after: Float64Array,
): { readonly mean: number; readonly variance: number } {
  let total = 0;
  let squares = 0;
  for (let n = 0; n < after.length; n++) {
    const value = (after[n] as number) - (before[n] as number);
    total += value;
    squares += value * value;
  }
  const mean = total / after.length;
  return { mean, variance: Math.max(0, squares / after.length - mean * mean) };
}
