import type { CommonDraws } from "./common-draws.ts";
import { gammaQuantile } from "./gamma-quantile.ts";
import { deliveryDay, type SupplierCalendar } from "./order-calendar.ts";

/** How long an order takes: gamma, days. */
export interface LeadTime {
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
}

/** When an order arrives on all paths, in whole days from day 0. */
export interface Arrivals {
  /** [paths] */
  readonly days: Float64Array;
  readonly first: number;
  readonly last: number;
}

/**
 * Arrivals of an order on all paths, in whole days from day 0: lead times are gamma with the supplier's
 * mean and standard deviation, and what comes on a day without deliveries waits for the next. Kept by
 * supplier terms, since a retailer has few of them and millions of series.
 */
export class LeadTimes {
  readonly #draws: CommonDraws;
  readonly #firstDay: number;
  readonly #known = new Map<string, Arrivals>();

  /** @param firstDay epoch day of day 0 */
  constructor(draws: CommonDraws, firstDay: number) {
    this.#draws = draws;
    this.#firstDay = firstDay;
  }

  /** From when on an order that leaves on day `leaves` can be sold. */
  arrivals(
    { leadTimeDays, leadTimeSdDays }: LeadTime,
    leaves: number,
    calendar: SupplierCalendar,
  ): Arrivals {
    const key = `${leadTimeDays} ${leadTimeSdDays} ${leaves} ${calendar.name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const days = this.#draws.leadTimeScores.map((score) =>
      this.#arrival(
        leaves + Math.round(gammaQuantile(leadTimeDays, leadTimeSdDays, score)),
        calendar,
      ),
    );
    const arrivals = arrivalsOn(days);
    if (this.#known.size < mostKept) this.#known.set(key, arrivals);
    return arrivals;
  }

  /** Day from day 0 on which an order that leaves on day `leaves` arrives, at the mean lead time. */
  expected({ leadTimeDays }: LeadTime, leaves: number, calendar: SupplierCalendar): number {
    return this.#arrival(leaves + Math.round(leadTimeDays), calendar);
  }

  #arrival(day: number, calendar: SupplierCalendar): number {
    if (calendar.deliveryDays.length === 0 && calendar.closed.size === 0) return day;
    return deliveryDay(calendar, this.#firstDay + day) - this.#firstDay;
  }
}

export function arrivalsOn(days: Float64Array): Arrivals {
  let [first, last] = [Number.POSITIVE_INFINITY, Number.NEGATIVE_INFINITY];
  for (const day of days) {
    if (day < first) first = day;
    if (day > last) last = day;
  }
  return { days, first, last };
}

/** Bounds the memory where every item has terms of its own. */
const mostKept = 500;
