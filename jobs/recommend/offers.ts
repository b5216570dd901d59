import type { OfferRules } from "#lib/behaviour/offer-list.ts";
import type { RecommendationConfig } from "#lib/config/config.ts";
import type { Catalogue } from "./catalogue.ts";
import type { ItemFacts } from "./item-facts.ts";
import type { ItemOffer } from "./item-rows.ts";

/** What may be offered tonight, and how much it counts. */
export interface Offers {
  readonly items: ItemOffer;
  readonly rules: OfferRules;
}

export function offersOf(
  catalogue: Catalogue,
  facts: ItemFacts,
  config: RecommendationConfig,
  shop: { readonly isOnce: Uint8Array; readonly customers: number },
): Offers {
  const inStock = Uint8Array.from(facts.onHand, (units) => (units <= 0 ? 0 : 1));
  const mayOffer = catalogue.mayOffer.map((may, item) =>
    config.onlyInStock && inStock[item] === 0 ? 0 : may,
  );
  const { length, diversity, marginWeight, newItems } = config;
  return {
    items: { length, mayOffer, inStock, substitutes: facts.substitutes },
    rules: {
      ...{ length, mayOffer, diversity, marginWeight, newItems },
      isOnce: shop.isOnce,
      category: categoryNumbers(catalogue.category),
      margin: relativeMargins(facts),
      mostExposed: mostExposed(config, mayOffer, shop.customers),
    },
  };
}

/** A cap that a small catalogue cannot keep is none: each item may have twice its even share. */
function mostExposed(
  { maxExposure, length }: RecommendationConfig,
  mayOffer: Uint8Array,
  customers: number,
): number {
  const offerable = mayOffer.reduce((sum, may) => sum + may, 0);
  const even = (customers * length) / Math.max(1, offerable);
  return Math.ceil(Math.max(maxExposure * customers, 2 * even));
}

function categoryNumbers(category: readonly string[]): Int32Array {
  const numbers = new Map<string, number>();
  return Int32Array.from(category, (name) => {
    if (name === "") return -1;
    const number = numbers.get(name) ?? numbers.size;
    numbers.set(name, number);
    return number;
  });
}

/** A margin of nothing, or below, still leaves an item this much of the mean's weight. */
const leastMargin = 0.1;

/** Money earned by a unit, over its mean; 1 where price or cost is not known. */
function relativeMargins({ unitPrice, unitCost }: ItemFacts): Float32Array {
  const margins = unitPrice.map((price, item) => price - (unitCost[item] as number));
  const known = margins.filter((margin) => margin > 0);
  const mean = known.reduce((sum, margin) => sum + margin, 0) / Math.max(1, known.length);
  return Float32Array.from(margins, (margin) =>
    Number.isNaN(margin) || known.length === 0 ? 1 : Math.max(leastMargin, margin / mean),
  );
}
