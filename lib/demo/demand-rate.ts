import { seededRandom } from "#lib/domain/random.ts";
import type { DemoItem } from "./catalogue.ts";
import { demoCategories, topCategories, topOf } from "./categories.ts";
import {
  type DemoLocation,
  demoLocations,
  isOpen,
  isPublicHoliday,
  isSalesEvent,
  isSchoolHoliday,
  weekdayOf,
} from "./demo-calendar.ts";
import { categoryInterest } from "./interest.ts";
import { type PricePlan, pricePlans } from "./price-plan.ts";
import { reputationEffect, reputations } from "./reputation.ts";
import { yearCurve } from "./year-shapes.ts";

/** Days a launched item takes to find most of its buyers. */
const rampDays = 25;

/**
 * Expected lines a day of every item at every location: the truth that a forecast can at best find.
 *
 *     λ = rate · location · weekday · year · e^(trend + interest + noise) · (p / p₀)^−ε · shown · stars · age
 */
export class DemandRates {
  readonly items: readonly DemoItem[];
  readonly prices: readonly PricePlan[];
  readonly interest: readonly Float32Array[];
  readonly reputation: readonly Float32Array[];
  readonly #years: readonly Float32Array[];
  /** [locations · top categories] */
  readonly #affinity: Float32Array;

  constructor(items: readonly DemoItem[], seed: number) {
    this.items = items;
    this.prices = pricePlans(items, seed);
    this.interest = categoryInterest(seed);
    this.reputation = reputations(items.length, seed);
    const curves = new Map(items.map(({ year }) => [year, yearCurve(year)]));
    this.#years = items.map(({ year }) => curves.get(year) as Float32Array);
    const random = seededRandom(seed, "demo/affinity");
    this.#affinity = Float32Array.from(
      { length: demoLocations.length * topCategories.length },
      () => Math.exp(0.25 * random.normal()),
    );
  }

  isSold(item: number, day: number): boolean {
    const { launch, end } = this.items[item] as DemoItem;
    return day >= launch && day <= end;
  }

  /** What all locations share. */
  ofItem(item: number, day: number): number {
    const { rate, trend, launch, category } = this.items[item] as DemoItem;
    const age = launch < 0 ? 1 : 1 - Math.exp(-(day - launch + 1) / rampDays);
    const interest = this.interest[demoCategories.indexOf(category)] as Float32Array;
    const years = this.#years[item] as Float32Array;
    const drift = (trend * (day - 365)) / 365 + (interest[day] as number);
    const stars = reputationEffect(this.reputation[item] as Float32Array, day);
    return rate * age * (years[day] as number) * Math.exp(drift) * stars * this.#offer(item, day);
  }

  /** Price against the item's usual one, and the shelf edge that shows an offer. */
  #offer(item: number, day: number): number {
    const { listPrice, elasticity } = this.items[item] as DemoItem;
    const { price, promotion } = this.prices[item] as PricePlan;
    const shown = (promotion[day] as number) > 0 ? 1.25 : 1;
    return shown * ((price[day] as number) / listPrice) ** -elasticity;
  }

  /** What the location makes of it; 0 when it is closed. */
  ofLocation(item: number, location: number, day: number): number {
    const place = demoLocations[location] as DemoLocation;
    if (!isOpen(place, day)) return 0;
    const { category, audience } = this.items[item] as DemoItem;
    const top = topCategories.indexOf(topOf(category.path));
    const affinity = this.#affinity[location * topCategories.length + top] as number;
    const campus = place.location === "DEMO-CAMPUS" ? audience.campus : 1;
    return (
      place.size * affinity * campus * tradeOn(place, day) * weekdayFactor(category.weekend, day)
    );
  }
}

/** How busy the place is, whatever it sells. */
function tradeOn({ schoolHoliday, closedOn }: DemoLocation, day: number): number {
  const school = isSchoolHoliday(day) ? schoolHoliday : 1;
  const event = isSalesEvent(day) ? 1.5 : 1;
  const eve = closedOn !== undefined && isPublicHoliday(day + 1) ? 1.5 : 1;
  return school * event * eve;
}

function weekdayFactor(weekend: number, day: number): number {
  return weekdayOf(day) >= 4 ? weekend : 1;
}
