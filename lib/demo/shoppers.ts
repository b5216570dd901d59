import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { DemoItem } from "./catalogue.ts";
import { topCategories, topOf } from "./categories.ts";
import { demoLocations } from "./demo-calendar.ts";
import { runningTotals, searchTotals } from "./pick.ts";

const shopperCount = 4000;
/** Groups of like taste. */
const clusterCount = 6;
/** Share of lines that nobody's card was shown for. */
const anonymousShare = 0.35;
/** Buyers of a series that come back to it. */
const remembered = 6;

interface Crowd {
  readonly shoppers: readonly number[];
  readonly totals: Float64Array;
}

/** Customers of one place each (and some of the web), with a taste, and habits that form as they buy. */
export class Shoppers {
  readonly #clusterOf: Uint8Array;
  /** [locations][clusters] */
  readonly #crowds: readonly (readonly Crowd[])[];
  /** [top categories] running totals over clusters. */
  readonly #taste: readonly Float64Array[];
  /** [series · remembered] shopper + 1, 0 for none. */
  readonly #regulars: Uint16Array;

  constructor(items: number, seed: number) {
    const random = seededRandom(seed, "demo/shoppers");
    const homes = Array.from({ length: shopperCount }, () => random.below(demoLocations.length));
    const activity = homes.map(() => (1 - random.uniform()) ** -0.6);
    const clusters = Uint8Array.from(homes, () => random.below(clusterCount));
    this.#clusterOf = clusters;
    this.#crowds = demoLocations.map((_, location) =>
      Array.from({ length: clusterCount }, (_, cluster) => {
        const shoppers = homes.flatMap((home, shopper) =>
          home === location && clusters[shopper] === cluster ? [shopper] : [],
        );
        return { shoppers, totals: runningTotals(shoppers.map((s) => activity[s] as number)) };
      }),
    );
    this.#taste = topCategories.map((_, top) =>
      runningTotals(
        Array.from({ length: clusterCount }, (_, cluster) =>
          // Each cluster has one love, one liking, and little time for the rest.
          cluster === top % clusterCount ? 6 : cluster === (top + 1) % clusterCount ? 2 : 0.4,
        ),
      ),
    );
    this.#regulars = new Uint16Array(items * demoLocations.length * remembered);
  }

  clusterOf(shopper: number): number {
    return this.#clusterOf[shopper] as number;
  }

  /** Who buys this line; -1 for nobody known. */
  choose({ category, audience }: DemoItem, series: number, random: Random): number {
    if (random.uniform() < anonymousShare) return -1;
    const slot = series * remembered + random.below(remembered);
    const regular = this.#regulars[slot] as number;
    if (regular > 0 && random.uniform() < audience.repeat) return regular - 1;
    const taste = this.#taste[topCategories.indexOf(topOf(category.path))] as Float64Array;
    const cluster = drawFrom(taste, random);
    const crowd = this.#crowds[series % demoLocations.length]?.[cluster] as Crowd;
    const shopper = crowd.shoppers[drawFrom(crowd.totals, random)] as number;
    this.#regulars[slot] = shopper + 1;
    return shopper;
  }
}

export function customerId(shopper: number): string {
  return shopper < 0 ? "" : `DEMO-C${String(shopper + 1).padStart(4, "0")}`;
}

function drawFrom(totals: Float64Array, random: Random): number {
  return searchTotals(totals, random.uniform() * (totals.at(-1) as number));
}
