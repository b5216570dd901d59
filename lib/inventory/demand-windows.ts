import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { CommonDraws } from "./common-draws.ts";
import { DemandPaths, type SeriesForecast } from "./demand-paths.ts";
import { type Arrivals, arrivalsOn, type LeadTimes } from "./lead-times.ts";
import { meanDemandUntil } from "./mean-demand.ts";
import { nthSmallest } from "./nth-smallest.ts";
import type { OrderTimes } from "./order-calendar.ts";
import type { PeriodDays } from "./period-days.ts";
import type { SupplyTerms } from "./supply-terms.ts";

/** When a series may be sold, in days from day 0, the morning after the cutoff. */
export interface SellingDays {
  /** Days on which it may still be sold; Infinity where no end is known. */
  readonly daysToEnd: number;
  /** Days until it may first be sold; 0 where it is sold already. */
  readonly daysToLaunch: number;
}

interface WindowSeries extends SellingDays {
  readonly forecast: SeriesForecast;
  readonly terms: SupplyTerms;
}

/** Demand of one series on all paths until the moments that matter to its next order; [paths] units each. */
export class DemandWindows {
  readonly #paths: DemandPaths;
  readonly #leadTimes: LeadTimes;
  readonly #days: PeriodDays;
  readonly #launch: Float64Array;
  readonly #ends: Float64Array;
  readonly #scratch: Float64Array;
  readonly #beforeArrival: Float64Array;
  #hasBeforeArrival = false;
  /** Until the order after it arrives. */
  readonly untilNextArrival: Float64Array;
  /** Until the order that replaces it arrives, a cycle later. */
  readonly overCycle: Float64Array;
  #series: WindowSeries | undefined;
  #times: OrderTimes = { leaves: 0, nextLeaves: 1, isNow: true };

  constructor(draws: CommonDraws, leadTimes: LeadTimes, days: PeriodDays, levels: QuantileLevels) {
    const perPath = () => new Float64Array(draws.paths);
    this.#paths = new DemandPaths(draws, days, levels);
    this.#leadTimes = leadTimes;
    this.#days = days;
    this.#launch = perPath();
    this.#ends = perPath();
    this.#scratch = perPath();
    this.#beforeArrival = perPath();
    this.untilNextArrival = perPath();
    this.overCycle = perPath();
  }

  /** Fills the windows for the next series. */
  open(series: WindowSeries, times: OrderTimes, cycle: number): void {
    const { leaves, nextLeaves } = times;
    this.#series = series;
    this.#times = times;
    this.#hasBeforeArrival = false;
    this.#paths.start(series.forecast);
    this.#startAtLaunch(series.daysToLaunch);
    this.#fill(this.untilNextArrival, nextLeaves);
    if (leaves + cycle === nextLeaves) this.overCycle.set(this.untilNextArrival);
    else this.#fill(this.overCycle, leaves + cycle);
  }

  get times(): OrderTimes {
    return this.#times;
  }

  /** Until an order placed now arrives; worked out only where it is asked for. */
  get beforeArrival(): Float64Array {
    if (!this.#hasBeforeArrival) this.#fill(this.#beforeArrival, this.#times.leaves);
    this.#hasBeforeArrival = true;
    return this.#beforeArrival;
  }

  /** What the stock has to last for if nothing is ordered now. */
  get atRisk(): Float64Array {
    return this.#times.isNow ? this.untilNextArrival : this.beforeArrival;
  }

  /** Day on which an order that leaves on day `leaves` is here, at the mean lead time. */
  expectedArrival(leaves: number): number {
    const { terms } = this.#series as WindowSeries;
    return this.#leadTimes.expected(terms, leaves, terms.calendar);
  }

  /** Least units that `demand` exceeds with probability 1 − level at most. */
  quantile(demand: Float64Array, level: number): number {
    const sorted = this.#scratch;
    sorted.set(demand);
    const rank = Math.min(Math.ceil(level * sorted.length), sorted.length) - 1;
    return nthSmallest(sorted, Math.max(0, rank));
  }

  /** Demand on all paths from day 0 to `days`, within the selling days; shared, until the next call. */
  until(days: number): Float64Array {
    const into = this.#scratch;
    this.#paths.upToDays(this.#within(this.#allOn(days)), into);
    this.#net(into);
    return into;
  }

  /** Mean demand from day 0 to `days`, units. */
  meanUntil(days: number): number {
    const { forecast, daysToEnd, daysToLaunch, terms } = this.#series as WindowSeries;
    const end = Math.min(days, daysToEnd);
    if (end <= daysToLaunch) return 0;
    const upTo = (day: number) => meanDemandUntil(forecast.mean, this.#days, day);
    return (upTo(end) - upTo(daysToLaunch)) * (1 - terms.returnRate);
  }

  #fill(into: Float64Array, leaves: number): void {
    const { terms } = this.#series as WindowSeries;
    const arrivals = this.#leadTimes.arrivals(terms, leaves, terms.calendar);
    this.#paths.upToDays(this.#within(arrivals), into);
    this.#net(into);
  }

  #allOn(day: number): Arrivals {
    return { days: this.#ends.fill(day), first: day, last: day };
  }

  /** Nothing is sold past the end, nor beyond what is looked ahead; copied where that matters. */
  #within(arrivals: Arrivals): Arrivals {
    const { daysToEnd, daysToLaunch } = this.#series as WindowSeries;
    const last = Math.max(0, Math.min(daysToEnd, this.#days.starts[this.#days.periods] as number));
    if (daysToLaunch <= 0 && arrivals.last <= last) return arrivals;
    const first = Math.min(daysToLaunch, last);
    return arrivalsOn(arrivals.days.map((day) => Math.max(first, Math.min(day, last))));
  }

  #startAtLaunch(daysToLaunch: number): void {
    if (daysToLaunch <= 0) return;
    this.#paths.upToDays(this.#within(this.#allOn(daysToLaunch)), this.#launch);
  }

  /**
   * Takes away what is sold before the launch, and what comes back: returns until then are of earlier
   * sales, so that their mean is known and does not move with the path.
   */
  #net(demand: Float64Array): void {
    const { daysToLaunch, terms } = this.#series as WindowSeries;
    if (daysToLaunch > 0) subtract(demand, (n) => this.#launch[n] as number);
    if (terms.returnRate <= 0) return;
    const returned = terms.returnRate * meanOf(demand);
    subtract(demand, () => returned);
  }
}

function subtract(from: Float64Array, amount: (path: number) => number): void {
  for (let n = 0; n < from.length; n++) from[n] = Math.max(0, (from[n] as number) - amount(n));
}

export function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}
