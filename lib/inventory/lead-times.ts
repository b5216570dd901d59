import type { CommonDraws } from "./common-draws.ts";
import { gammaQuantile } from "./gamma-quantile.ts";
import { deliveryDay, type SupplierCalendar } from "./order-calendar.ts";

/** How long an order takes: gamma, days. */
export interface LeadTime {
  readonly leadTimeDays: number;
  readonly leadTimeSdDays: number;
}

/**
 * Arrivals of an order on all paths, in whole days from day 0: lead times are gamma with the supplier's
 * mean and standard deviation, and what comes on a day without deliveries waits for the next. Kept by
 * supplier terms, since a retailer has few of them and millions of series.
 */
export class LeadTimes {
  readonly #draws: CommonDraws;
  readonly #firstDay: number;
  readonly #known = new Map<string, Float64Array>();

  /** @param firstDay epoch day of day 0 */
  constructor(draws: CommonDraws, firstDay: number) {
    this.#draws = draws;
    this.#firstDay = firstDay;
  }

  /** [paths] days from day 0 until an order that leaves on day `leaves` can be sold. */
  arrivals(
    { leadTimeDays, leadTimeSdDays }: LeadTime,
    leaves: number,
    calendar: SupplierCalendar,
  ): Float64Array {
    const key = `${leadTimeDays} ${leadTimeSdDays} ${leaves} ${calendar.name}`;
    const known = this.#known.get(key);
    if (known !== undefined) return known;
    const days = this.#draws.leadTimeScores.map((score) =>
      this.#arrival(
        leaves + Math.round(gammaQuantile(leadTimeDays, leadTimeSdDays, score)),
        calendar,
      ),
    );
    if (this.#known.size < mostKept) this.#known.set(key, days);
    return days;
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

/** Bounds the memory where every item has terms of its own. */
const mostKept = 500;
