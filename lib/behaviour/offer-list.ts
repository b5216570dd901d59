/** What decides, beside probability, whether and where an item stands in a list. */
export interface OfferRules {
  /** Items in a list. */
  readonly length: number;
  /** [items] 0 for an item that must not, or cannot, be offered. */
  readonly mayOffer: Uint8Array;
  /** [items] 1 for an item that nobody who has it ever bought again. */
  readonly isOnce: Uint8Array;
  /** [items] number of the item's category; -1 where it has none. */
  readonly category: Int32Array;
  /** [items] margin over the mean margin of all items; 1 where it is not known. */
  readonly margin: Float32Array;
  readonly marginWeight: number;
  /** Share that an offer loses for each one of its category above it, 0 … 1. */
  readonly diversity: number;
  /** Lists that an item may be in, habits not counted. */
  readonly mostExposed: number;
  /** Places kept for items that nobody bought yet. */
  readonly newItems: number;
}

/** Pairs of one customer, from which the list is made. */
export interface Candidates {
  readonly item: Int32Array;
  /** [candidates] probability of a purchase. */
  readonly probability: Float32Array;
  /** Whether the customer bought the item before. */
  readonly isOwn: (item: number) => boolean;
  /** How near a new item is to what the customer chose; 0 where nothing says so. */
  readonly nearness: (item: number) => number;
}

/** What was kept out of lists, and why: lists in which the rule changed something. */
export type HeldBack = Record<"once" | "exposed", number>;

/**
 * Makes one customer's list after the other. Each place goes to the item with the most
 *
 *     p(i) · (margin_i)^w · (1 − d)^(items of its category above)
 *
 * (greedy, as maximal marginal relevance: Carbonell & Goldstein 1998), but the last ones to new items
 * where one fits. An item in too many lists is offered only to who buys it anyway.
 */
export class OfferLists {
  readonly rules: OfferRules;
  /** [items] lists that hold the item. */
  readonly exposure: Int32Array;
  readonly heldBack: HeldBack = { once: 0, exposed: 0 };
  readonly #newItems: Int32Array;
  /** [items] lists that hold the item, habits not counted. */
  readonly #offered: Int32Array;

  /** @param newItems those that nobody bought yet */
  constructor(rules: OfferRules, newItems: Int32Array) {
    this.rules = rules;
    this.exposure = new Int32Array(rules.mayOffer.length);
    this.#offered = new Int32Array(rules.mayOffer.length);
    this.#newItems = newItems.filter((item) => rules.mayOffer[item] === 1);
  }

  /** @returns places among the candidates, best first; a new item that is none of them as −1 − item */
  choose(candidates: Candidates): number[] {
    const values = this.#values(candidates);
    const fresh = this.#freshItems(candidates);
    const list = this.#greedy(candidates, values, this.rules.length - fresh.length);
    for (const place of list) {
      const item = candidates.item[place] as number;
      this.exposure[item] = (this.exposure[item] as number) + 1;
      if (!candidates.isOwn(item)) this.#offered[item] = (this.#offered[item] as number) + 1;
    }
    for (const item of fresh) this.exposure[item] = (this.exposure[item] as number) + 1;
    return [...list, ...fresh.map((item) => -1 - item)];
  }

  /** [candidates] what each is worth on top of a list; 0 for what must not be in one. */
  #values({ item: items, probability, isOwn }: Candidates): Float64Array {
    const { mayOffer, isOnce, margin, marginWeight, mostExposed } = this.rules;
    const values = new Float64Array(items.length);
    let [once, exposed] = [false, false];
    for (const [k, item] of items.entries()) {
      if (mayOffer[item] === 0) continue;
      const own = isOwn(item);
      const isBarred = own && isOnce[item] === 1;
      const isFull = !own && (this.#offered[item] as number) >= mostExposed;
      once ||= isBarred;
      exposed ||= isFull;
      if (isBarred || isFull) continue;
      values[k] = (probability[k] as number) * (margin[item] as number) ** marginWeight;
    }
    if (once) this.heldBack.once++;
    if (exposed) this.heldBack.exposed++;
    return values;
  }

  #greedy({ item: items }: Candidates, values: Float64Array, length: number): number[] {
    const { category, diversity } = this.rules;
    const above = new Map<number, number>();
    const list: number[] = [];
    while (list.length < length) {
      let [best, most] = [-1, 0];
      for (const [k, value] of values.entries()) {
        if (value <= most) continue;
        const before = above.get(category[items[k] as number] as number) ?? 0;
        const worth = value * (1 - diversity) ** before;
        if (worth > most) [best, most] = [k, worth];
      }
      if (best < 0) break;
      values[best] = 0;
      list.push(best);
      const kind = category[items[best] as number] as number;
      if (kind >= 0) above.set(kind, (above.get(kind) ?? 0) + 1);
    }
    return list;
  }

  #freshItems({ nearness }: Candidates): number[] {
    const { newItems: places, mostExposed } = this.rules;
    return Array.from(this.#newItems, (item) => ({ item, near: nearness(item) }))
      .filter(({ item, near }) => near > 0 && (this.exposure[item] as number) < mostExposed)
      .sort((a, b) => b.near - a.near || a.item - b.item)
      .slice(0, Math.min(places, this.rules.length - 1))
      .map(({ item }) => item);
  }
}
