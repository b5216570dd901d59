import { type PeriodCalendar, periodStart } from "#lib/domain/period.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { CommonDraws } from "./common-draws.ts";
import type { SeriesForecast } from "./demand-paths.ts";
import { DemandWindows, meanOf, type SellingDays } from "./demand-windows.ts";
import { expectedShortage } from "./expected-shortage.ts";
import { LeadTimes } from "./lead-times.ts";
import { daysUntilSold } from "./mean-demand.ts";
import { lastDeparture, type OrderRhythm, type OrderTimes, orderTimes } from "./order-calendar.ts";
import { cycleDays, type OrderPolicy, reviewDaysOf } from "./order-policy.ts";
import { inventoryPosition, type Order, type StockPosition } from "./order-quantity.ts";
import { type PeriodDays, periodDays } from "./period-days.ts";
import { type LevelSettings, type PlannedLevels, policyLevels } from "./policy-levels.ts";
import { seriesOrder } from "./series-order.ts";
import type { SupplyTerms } from "./supply-terms.ts";

export interface PlannerSettings {
  readonly levels: QuantileLevels;
  readonly calendar: PeriodCalendar;
  readonly cutoffPeriod: number;
  readonly horizon: number;
  readonly season: number;
  /** Whether units are whole, so that levels are rounded up to whole units. */
  readonly wholeUnits: boolean;
  readonly policy: OrderPolicy;
  /** ρ; `errorCorrelation` where it is not given. */
  readonly errorCorrelation?: number;
  /** Draws of another planner of the same levels, correlation and seed. */
  readonly draws?: CommonDraws;
  readonly seed: number;
}

/** What is known of one series tonight. */
export interface SeriesSituation extends SellingDays {
  readonly forecast: SeriesForecast;
  readonly terms: SupplyTerms;
  /** `undefined`: nobody counted, so nothing can be suggested. */
  readonly stock: StockPosition | undefined;
}

/** A suggestion for one series; units and days. `undefined` where it cannot be known. */
export interface Reorder extends PlannedLevels {
  readonly order: Order | undefined;
  /** Probability that, with no order tonight, stock runs out before one of the next look is here. */
  readonly stockoutRisk: number | undefined;
  /** Days that the stock on hand lasts at the mean forecast; unknown beyond the look ahead too. */
  readonly coverDays: number | undefined;
  /** Days from the cutoff until the next order is due at the mean forecast; 0 is tonight. */
  readonly dueInDays: number | undefined;
  /** Days from day 0 until an order that leaves on day `dueInDays` is on the shelf. */
  readonly dueArrivesInDays: number | undefined;
  readonly times: OrderTimes;
  /** Days of demand that an order is to last. */
  readonly cycleDays: number;
  /** [tranches] parts of the order, the most needed first. */
  readonly tranches: readonly Tranche[];
}

/** Part of an order, and what it is good for. */
export interface Tranche {
  readonly units: number;
  /** Units of demand that it is expected to save from a stock-out. */
  readonly savedUnits: number;
}

/**
 * ρ, how far the errors of neighbouring periods go together. Errors of a forecast made once are never
 * independent: they share the level it was made at. At 0.3 the demand of two weeks of days has 1.33
 * times the standard deviation that independent days would give.
 */
export const errorCorrelation = 0.3;

/** Parts into which an order is cut for a budget. */
const mostTranches = 4;

/**
 * Reorder suggestions from forecast quantiles. Demand is simulated, not summed quantile by quantile, and
 * each path has a lead time of its own; see `policyLevels` for s and S.
 */
export class ReorderPlanner {
  readonly draws: CommonDraws;
  readonly #settings: PlannerSettings;
  readonly #days: PeriodDays;
  readonly #windows: DemandWindows;
  readonly #firstDay: number;
  readonly #levelSettings: LevelSettings;

  constructor(settings: PlannerSettings) {
    const { levels, seed, cutoffPeriod, calendar } = settings;
    const correlation = settings.errorCorrelation ?? errorCorrelation;
    const draws = settings.draws ?? new CommonDraws({ levels, seed, correlation });
    this.draws = draws;
    this.#settings = settings;
    this.#firstDay = periodStart(cutoffPeriod + 1, calendar);
    this.#days = periodDays(settings);
    this.#levelSettings = {
      ...settings,
      horizonDays: this.#days.starts[settings.horizon] as number,
      longestDays: this.#days.starts[this.#days.periods] as number,
    };
    const leadTimes = new LeadTimes(draws, this.#firstDay);
    this.#windows = new DemandWindows(draws, leadTimes, this.#days, levels);
  }

  suggest(situation: SeriesSituation): Reorder {
    const { forecast, terms, stock } = situation;
    const rhythm = this.#rhythm(terms);
    const times = orderTimes(rhythm);
    const windows = this.#windows;
    const cycle = cycleDays(this.#settings.policy, terms, times, this.#dailyMean(forecast));
    windows.open(situation, times, cycle);
    const levels = policyLevels(windows, situation, this.#levelSettings, cycle);
    if (stock === undefined) return { ...levels, ...unknownStock, times, cycleDays: cycle };
    const position = inventoryPosition(stock);
    const order = seriesOrder(levels, position, situation, {
      isNow: times.isNow,
      orderCost: this.#settings.policy.orderCost,
      yearlyDemand: this.#dailyMean(forecast) * 365,
    });
    const dueInDays = this.#due(situation, rhythm, levels, position);
    return {
      ...levels,
      times,
      cycleDays: cycle,
      order,
      stockoutRisk: shareAbove(windows.atRisk, position),
      coverDays: daysUntilSold(forecast.mean, this.#days, stock.onHand - stock.backordered),
      dueInDays,
      dueArrivesInDays: dueInDays === undefined ? undefined : windows.expectedArrival(dueInDays),
      tranches: this.#tranches(order.quantity, position, terms),
    };
  }

  /** Units on hand that the series planned last can give away and still have all it wants. */
  surplus({ orderUpTo, service }: Reorder, stock: StockPosition): number {
    const free = stock.onHand - stock.backordered;
    const position = inventoryPosition(stock);
    if (free <= 0 || position <= orderUpTo) return 0;
    const windows = this.#windows;
    const wanted = orderUpTo > 0 ? orderUpTo : windows.quantile(windows.overCycle, service.level);
    const units = Math.max(0, Math.min(free, position - wanted));
    return this.#settings.wholeUnits ? Math.floor(units) : units;
  }

  /** Demand of the series planned last on all paths until `days` from day 0; valid until the next call. */
  demandUntil(days: number): Float64Array {
    return this.#windows.until(days);
  }

  meanUntil(days: number): number {
    return this.#windows.meanUntil(days);
  }

  /** Mean and variance of that demand until each of `days`, in turn; rising. */
  demandMoments(days: readonly number[]): number[] {
    const { horizonDays } = this.#levelSettings;
    const played = days.filter((until, k) => k < 2 || until <= horizonDays);
    const variances = played.map((until) => varianceOf(this.demandUntil(until)));
    return days.flatMap((until, k) => [
      this.meanUntil(until),
      variances[k] ?? varianceBeyond(played, variances, until),
    ]);
  }

  #rhythm(terms: SupplyTerms): OrderRhythm {
    return {
      calendar: terms.calendar,
      firstDay: this.#firstDay,
      look: this.#days.starts[1] as number,
      reviewDays: reviewDaysOf(this.#settings.policy, terms),
    };
  }

  #dailyMean({ mean }: SeriesForecast): number {
    let units = 0;
    for (const value of mean) units += Math.max(0, value);
    return units / (this.#days.starts[mean.length] as number);
  }

  #due(
    { forecast, daysToLaunch }: SeriesSituation,
    rhythm: OrderRhythm,
    { reorderPoint, arrivesInDays }: PlannedLevels,
    position: number,
  ): number | undefined {
    if (position < reorderPoint) return lastDeparture(rhythm, 0);
    const sold = daysUntilSold(forecast.mean, this.#days, position - reorderPoint);
    if (sold === undefined) return undefined;
    const forLaunch = daysToLaunch - (arrivesInDays - 1);
    return lastDeparture(rhythm, Math.max(sold, forLaunch));
  }

  /** Whole packs, as even as they come; the shortage that each saves over the order cycle. */
  #tranches(quantity: number, position: number, { packSize, minOrder }: SupplyTerms): Tranche[] {
    if (quantity <= 0) return [];
    const packs = Math.round(quantity / packSize);
    const step = Math.max(Math.ceil(packs / mostTranches) * packSize, minOrder);
    const tranches: Tranche[] = [];
    let before = expectedShortage(this.#windows.overCycle, position);
    for (let from = 0; from < quantity - tinyUnits; ) {
      // What is left over and less than a part goes with the part before it.
      const units = quantity - from < 2 * step ? quantity - from : wholePacks(step, packSize);
      const after = expectedShortage(this.#windows.overCycle, position + from + units);
      tranches.push({ units, savedUnits: before - after });
      before = after;
      from += units;
    }
    return tranches;
  }
}

const tinyUnits = 1e-9;

const wholePacks = (units: number, packSize: number): number =>
  Math.ceil(units / packSize - tinyUnits) * packSize;

const unknownStock = {
  order: undefined,
  stockoutRisk: undefined,
  coverDays: undefined,
  dueInDays: undefined,
  dueArrivesInDays: undefined,
  tranches: [],
} as const;

function varianceOf(values: Float64Array): number {
  const mean = meanOf(values);
  let squares = 0;
  for (const value of values) squares += (value - mean) ** 2;
  return squares / values.length;
}

/** Beyond the horizon, where the last season is repeated, variance grows as it did before its end. */
function varianceBeyond(
  days: readonly number[],
  variances: readonly number[],
  until: number,
): number {
  const [last, before] = [days.at(-1) ?? 0, days.at(-2) ?? 0];
  const [variance, earlier] = [variances.at(-1) ?? 0, variances.at(-2) ?? 0];
  if (last <= before) return 0;
  return variance + ((until - last) * (variance - earlier)) / (last - before);
}

/** Share of `values` above `limit`. */
function shareAbove(values: Float64Array, limit: number): number {
  let above = 0;
  for (const value of values) if (value > limit) above++;
  return above / values.length;
}
