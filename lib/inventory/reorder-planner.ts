import type { PeriodCalendar } from "#lib/domain/period.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { CommonDraws } from "./common-draws.ts";
import { DemandPaths, type SeriesForecast } from "./demand-paths.ts";
import { LeadTimes } from "./lead-times.ts";
import { daysUntilSold, meanDemandUntil } from "./mean-demand.ts";
import {
  inventoryPosition,
  type Order,
  orderQuantity,
  type StockPosition,
} from "./order-quantity.ts";
import { type PeriodDays, periodDays } from "./period-days.ts";
import { type ServiceTarget, type SupplyTerms, serviceTarget } from "./supply-terms.ts";

export interface PlannerSettings {
  readonly levels: QuantileLevels;
  readonly calendar: PeriodCalendar;
  readonly cutoffPeriod: number;
  readonly horizon: number;
  readonly season: number;
  /** Whether units are whole, so that levels are rounded up to whole units. */
  readonly wholeUnits: boolean;
  readonly seed: number;
}

/** What is known of one series tonight. */
export interface SeriesSituation {
  readonly forecast: SeriesForecast;
  readonly terms: SupplyTerms;
  /** `undefined`: nobody counted, so nothing can be suggested. */
  readonly stock: StockPosition | undefined;
  /** Days from the cutoff on which it may still be sold; Infinity where no end is known. */
  readonly daysToEnd: number;
}

/** A suggestion for one series; units and days. `undefined` where it cannot be known. */
export interface Reorder {
  readonly service: ServiceTarget;
  readonly order: Order | undefined;
  /** s: order when less than this is on hand and on its way. */
  readonly reorderPoint: number;
  /** S: order as much as brings it here. */
  readonly orderUpTo: number;
  /** Probability that, with no order tonight, stock runs out before one of the next look is here. */
  readonly stockoutRisk: number | undefined;
  /** Days that the stock on hand lasts at the mean forecast; unknown beyond the look ahead too. */
  readonly coverDays: number | undefined;
  /** Days from the cutoff until the next order is due at the mean forecast; 0 is tonight. */
  readonly dueInDays: number | undefined;
  /** Days from the cutoff until an order placed then is on the shelf. */
  readonly arrivesInDays: number;
  /** Mean demand over lead time and order cycle, units. */
  readonly expectedDemand: number;
  /** Days that `orderUpTo` has to cover. */
  readonly protectedDays: number;
  readonly notes: readonly ReorderNote[];
}

/** What shaped the suggestion besides demand. */
export type ReorderNote = "ends-first" | "shelf-life" | "beyond-horizon" | "look-ahead-cut";

/**
 * ρ, how far the errors of neighbouring periods go together. Errors of a forecast made once are never
 * independent: they share the level it was made at. At 0.3 the demand of two weeks of days has 1.33
 * times the standard deviation that independent days would give.
 */
export const errorCorrelation = 0.3;

/** With stratified draws the 0.95 quantile of a sum moves by about 1 % from seed to seed. */
const paths = 1000;

/**
 * Reorder suggestions from forecast quantiles: an (s, S) policy looked at once a period.
 *
 *     s = quantile at the service level of demand over lead time + one period
 *     S = the same over lead time + order cycle (at least one period)
 *
 * Until the next look a period passes, so s must last it as well as the lead time. Demand is simulated,
 * not summed quantile by quantile, and each path has a lead time of its own.
 */
export class ReorderPlanner {
  readonly #settings: PlannerSettings;
  readonly #days: PeriodDays;
  readonly #paths: DemandPaths;
  readonly #leadTimes: LeadTimes;
  readonly #untilNextLook: Float64Array;
  readonly #cycle: Float64Array;
  readonly #sorted: Float64Array;

  constructor(settings: PlannerSettings) {
    const { levels, seed } = settings;
    const draws = new CommonDraws({ levels, paths, seed, correlation: errorCorrelation });
    this.#settings = settings;
    this.#days = periodDays(settings);
    this.#paths = new DemandPaths(draws, this.#days, levels);
    this.#leadTimes = new LeadTimes(draws);
    this.#untilNextLook = new Float64Array(paths);
    this.#cycle = new Float64Array(paths);
    this.#sorted = new Float64Array(paths);
  }

  suggest(situation: SeriesSituation): Reorder {
    const { forecast, terms, daysToEnd } = situation;
    const service = serviceTarget(terms);
    const look = this.#days.starts[1] as number;
    const cycleDays = Math.max(terms.reviewDays, look);
    const arrivesInDays = Math.round(terms.leadTimeDays) + 1;
    const orderable = arrivesInDays <= daysToEnd;
    this.#paths.start(forecast);
    this.#demandOver(terms, look, daysToEnd, this.#untilNextLook);
    this.#demandOver(terms, cycleDays, daysToEnd, this.#cycle);
    const shelf = this.#shelfLimit(forecast, terms);
    const wanted = orderable ? this.#level(this.#cycle, service.level) : 0;
    const orderUpTo = Math.min(wanted, shelf);
    const reorderPoint = Math.min(this.#level(this.#untilNextLook, service.level), orderUpTo);
    const protectedDays = terms.leadTimeDays + cycleDays;
    return {
      service,
      reorderPoint,
      orderUpTo,
      arrivesInDays,
      protectedDays: Math.max(0, Math.min(protectedDays, daysToEnd)),
      expectedDemand: mean(this.#cycle),
      notes: [
        ...(shelf < wanted ? (["shelf-life"] as const) : []),
        ...(orderable ? [] : (["ends-first"] as const)),
        ...this.#lookAheadNotes(Math.min(protectedDays, daysToEnd)),
      ],
      ...this.#withStock(situation, reorderPoint, orderUpTo),
    };
  }

  #demandOver(terms: SupplyTerms, more: number, daysToEnd: number, into: Float64Array): void {
    const last = Math.min(daysToEnd, this.#days.starts[this.#days.periods] as number);
    const days = this.#leadTimes.days(terms.leadTimeDays, terms.leadTimeSdDays, more);
    const isShort = days.some((day) => day > last);
    this.#paths.upToDays(isShort ? days.map((day) => Math.min(day, last)) : days, into);
  }

  #withStock(
    { forecast, terms, stock }: SeriesSituation,
    reorderPoint: number,
    orderUpTo: number,
  ): Pick<Reorder, "order" | "stockoutRisk" | "coverDays" | "dueInDays"> {
    if (stock === undefined) return unknownStock;
    const position = inventoryPosition(stock);
    const free = Math.max(0, stock.onHand - stock.backordered);
    return {
      order: orderQuantity(position, reorderPoint, orderUpTo, terms),
      stockoutRisk: shareAbove(this.#untilNextLook, position),
      coverDays: daysUntilSold(forecast.mean, this.#days, free),
      dueInDays: daysUntilSold(forecast.mean, this.#days, position - reorderPoint),
    };
  }

  /** More than is wanted while it keeps would be thrown away: mean demand until what arrives expires. */
  #shelfLimit({ mean: expected }: SeriesForecast, terms: SupplyTerms): number {
    if (terms.shelfLifeDays === undefined) return Number.POSITIVE_INFINITY;
    const units = meanDemandUntil(expected, this.#days, terms.leadTimeDays + terms.shelfLifeDays);
    return this.#whole(units);
  }

  #whole(units: number): number {
    return this.#settings.wholeUnits ? Math.max(0, Math.ceil(units - roundingSlack)) : units;
  }

  #lookAheadNotes(days: number): readonly ReorderNote[] {
    const { starts, periods } = this.#days;
    if (days > (starts[periods] as number)) return ["look-ahead-cut"];
    return days > (starts[this.#settings.horizon] as number) ? ["beyond-horizon"] : [];
  }

  /** Least units that demand exceeds with probability 1 − level at most. */
  #level(demand: Float64Array, level: number): number {
    this.#sorted.set(demand);
    this.#sorted.sort();
    const rank = Math.min(Math.ceil(level * paths), paths) - 1;
    const units = this.#sorted[Math.max(0, rank)] as number;
    return this.#whole(units);
  }
}

/** Forecasts are 32-bit: a level of 12.000001 units is 12. */
const roundingSlack = 1e-4;

const unknownStock = {
  order: undefined,
  stockoutRisk: undefined,
  coverDays: undefined,
  dueInDays: undefined,
};

function mean(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}

/** Share of `values` above `limit`. */
function shareAbove(values: Float64Array, limit: number): number {
  let above = 0;
  for (const value of values) if (value > limit) above++;
  return above / values.length;
}
