import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { DemoItem } from "./catalogue.ts";
import { demoLocations } from "./demo-calendar.ts";
import type { DemoSupply } from "./supply-plan.ts";

/** Memory of sales by which the shop orders: the weight of the last day. */
const smoothing = 0.04;

/**
 * The shop's stock and its own, mediocre ordering, from which the stock-outs come: a smoothed average
 * of sales times a cover that is too short for one series in seven. Series are item-major.
 */
export class ShelfStock {
  readonly onHand: Float64Array;
  readonly onOrder: Float64Array;
  readonly #usualSales: Float64Array;
  readonly #care: Float64Array;
  readonly #items: readonly DemoItem[];
  readonly #supply: readonly DemoSupply[];
  readonly #arrivals = new Map<number, [series: number, units: number][]>();
  readonly #random: Random;

  constructor(items: readonly DemoItem[], supply: readonly DemoSupply[], seed: number) {
    const locations = demoLocations.length;
    const count = items.length * locations;
    this.#items = items;
    this.#supply = supply;
    this.#random = seededRandom(seed, "demo/stock");
    this.#usualSales = Float64Array.from({ length: count }, (_, series) => {
      const { rate, audience } = items[Math.floor(series / locations)] as DemoItem;
      return rate * (1 + audience.extraUnits) * (demoLocations[series % locations]?.size ?? 1);
    });
    this.#care = this.#usualSales.map(() =>
      this.#random.uniform() < 1 / 7 ? 0.9 : 1.9 + 0.8 * this.#random.uniform(),
    );
    this.onHand = this.#usualSales.map((sales) => Math.ceil(sales * 14) + 3);
    this.onOrder = new Float64Array(count);
  }

  /** Units of `wanted` that were there to be sold. */
  take(series: number, wanted: number): number {
    const sold = Math.min(wanted, this.onHand[series] as number);
    this.onHand[series] = (this.onHand[series] as number) - sold;
    return sold;
  }

  receive(day: number): void {
    for (const [series, units] of this.#arrivals.get(day) ?? []) {
      this.onHand[series] = (this.onHand[series] as number) + units;
      this.onOrder[series] = (this.onOrder[series] as number) - units;
    }
    this.#arrivals.delete(day);
  }

  /** Learns the day's sales and, on the series' day of review, orders. */
  close(day: number, series: number, sold: number): void {
    const before = this.#usualSales[series] as number;
    const usual = before + smoothing * (sold - before);
    this.#usualSales[series] = usual;
    const item = Math.floor(series / demoLocations.length);
    const { leadTimeDays, leadTimeSdDays, reviewDays, packSize, minOrder } = this.#supply[
      item
    ] as DemoSupply;
    if ((day + series) % reviewDays !== 0) return;
    const { launch, end } = this.#items[item] as DemoItem;
    if (day < launch || day > end - 20) return;
    const position = (this.onHand[series] as number) + (this.onOrder[series] as number);
    const target = usual * (leadTimeDays + reviewDays) * (this.#care[series] as number) + 1;
    if (position >= target) return;
    const units = Math.ceil(Math.max(target - position, minOrder) / packSize) * packSize;
    const late = Math.round(leadTimeSdDays * this.#random.normal());
    this.#order(series, units, day + Math.max(1, leadTimeDays + late));
  }

  #order(series: number, units: number, arrival: number): void {
    this.onOrder[series] = (this.onOrder[series] as number) + units;
    const due = this.#arrivals.get(arrival);
    if (due === undefined) this.#arrivals.set(arrival, [[series, units]]);
    else due.push([series, units]);
  }
}
