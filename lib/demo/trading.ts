import { type Random, seededRandom } from "#lib/domain/random.ts";
import { Baskets } from "./baskets.ts";
import { type DemoItem, demoCatalogue } from "./catalogue.ts";
import { DemandRates } from "./demand-rate.ts";
import { demoLocations, tradingDays } from "./demo-calendar.ts";
import { geometric, poisson } from "./pick.ts";
import { ShelfStock } from "./shelf-stock.ts";
import { Shoppers } from "./shoppers.ts";
import { type DemoSupply, supplyPlan } from "./supply-plan.ts";

/** Everything about the demo shop that is settled before it opens. */
export interface DemoShop {
  readonly seed: number;
  readonly items: readonly DemoItem[];
  readonly rates: DemandRates;
  readonly supply: readonly DemoSupply[];
}

export function demoShop(seed: number): DemoShop {
  const items = demoCatalogue(seed);
  return { seed, items, rates: new DemandRates(items, seed), supply: supplyPlan(items, seed) };
}

/**
 * One day of trade: what was sold, and what would have been had the shelf never been empty. Series
 * are item-major: item · locations + location.
 */
export interface TradingDay {
  readonly day: number;
  /** Lines of the till, column by column, [lines]. */
  readonly series: readonly number[];
  readonly units: readonly number[];
  /** Basket of the location that day. */
  readonly basket: readonly number[];
  /** -1 for nobody known. */
  readonly shopper: readonly number[];
  /** [series] units wanted, sold or not: the truth behind the sales. */
  readonly trueDemand: Float64Array;
  /** [series] units sold. */
  readonly sold: Float64Array;
  /** [series] at the close of the day. */
  readonly onHand: Float64Array;
  readonly onOrder: Float64Array;
}

/** Probability that a line brings its complement along. */
const complementShare = 0.15;
/** Standard deviation of the log of a series' own daily noise. */
const ownNoise = 0.25;

/** Days in order; the arrays of a day are used again for the next. */
export function* trade({ items, rates, supply, seed }: DemoShop): Generator<TradingDay> {
  const till = new Till(items, supply, seed);
  const random = seededRandom(seed, "demo/demand");
  for (let day = 0; day < tradingDays; day++) {
    till.open(day);
    for (let item = 0; item < items.length; item++) {
      if (!rates.isSold(item, day)) continue;
      const shared = rates.ofItem(item, day);
      for (let location = 0; location < demoLocations.length; location++) {
        const rate = shared * rates.ofLocation(item, location, day);
        const lines = poisson(random, rate * Math.exp(ownNoise * random.normal()));
        for (let line = 0; line < lines; line++) till.sell(item, location, day, rates);
      }
    }
    yield till.close(day);
  }
}

class Till {
  readonly #items: readonly DemoItem[];
  readonly #stock: ShelfStock;
  readonly #shoppers: Shoppers;
  readonly #random: Random;
  readonly #trueDemand: Float64Array;
  readonly #sold: Float64Array;
  #baskets: readonly Baskets[] = [];
  #lines = emptyLines();

  constructor(items: readonly DemoItem[], supply: readonly DemoSupply[], seed: number) {
    this.#items = items;
    this.#stock = new ShelfStock(items, supply, seed);
    this.#shoppers = new Shoppers(items.length, seed);
    this.#random = seededRandom(seed, "demo/till");
    this.#trueDemand = new Float64Array(items.length * demoLocations.length);
    this.#sold = new Float64Array(this.#trueDemand.length);
  }

  open(day: number): void {
    this.#baskets = demoLocations.map(() => new Baskets(this.#shoppers));
    this.#lines = emptyLines();
    this.#trueDemand.fill(0);
    this.#sold.fill(0);
    this.#stock.receive(day);
  }

  /** Sells one line of an item, and perhaps one of what goes with it. */
  sell(item: number, location: number, day: number, rates: DemandRates): void {
    const { audience, complement } = this.#items[item] as DemoItem;
    const series = item * demoLocations.length + location;
    const shopper = this.#shoppers.choose(this.#items[item] as DemoItem, series, this.#random);
    const basket = (this.#baskets[location] as Baskets).place(shopper, this.#random);
    this.#ring(series, 1 + geometric(this.#random, audience.extraUnits), basket);
    if (complement < 0 || this.#random.uniform() >= complementShare) return;
    if (rates.isSold(complement, day)) {
      this.#ring(complement * demoLocations.length + location, 1, basket);
    }
  }

  #ring(series: number, wanted: number, basket: number): void {
    this.#trueDemand[series] = (this.#trueDemand[series] as number) + wanted;
    const sold = this.#stock.take(series, wanted);
    if (sold === 0) return;
    this.#sold[series] = (this.#sold[series] as number) + sold;
    const baskets = this.#baskets[series % demoLocations.length] as Baskets;
    this.#lines.series.push(series);
    this.#lines.units.push(sold);
    this.#lines.basket.push(basket);
    this.#lines.shopper.push(baskets.ownerOf(basket));
  }

  close(day: number): TradingDay {
    for (let series = 0; series < this.#sold.length; series++) {
      this.#stock.close(day, series, this.#sold[series] as number);
    }
    const { onHand, onOrder } = this.#stock;
    return { day, ...this.#lines, trueDemand: this.#trueDemand, sold: this.#sold, onHand, onOrder };
  }
}

const emptyLines = () => ({
  series: [] as number[],
  units: [] as number[],
  basket: [] as number[],
  shopper: [] as number[],
});
