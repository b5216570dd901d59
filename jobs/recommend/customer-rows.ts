import type { OfferLists } from "#lib/behaviour/offer-list.ts";
import { type PairBatch, PairReader } from "#lib/behaviour/pair-features.ts";
import { customerReason } from "#lib/behaviour/recommendation-reason.ts";
import { type Why, whyOf } from "#lib/behaviour/why.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { type CustomerShare, eventsQuery } from "./behaviour-queries.ts";
import type { Catalogue } from "./catalogue.ts";
import type { ShopBehaviour } from "./learn.ts";
import { type CustomerEvents, eventGroups } from "./read-behaviour.ts";
import type { RecommendationRow } from "./recommendation-writer.ts";

/** Customers held in memory, and scored, at a time. */
const groupCustomers = 4096;
const batchCustomers = 64;

/** Lists of all customers of a share, group after group, in bounded memory. */
export class CustomerLists {
  readonly lists: OfferLists;
  /** Customers served so far. */
  served = 0;
  /** [items] sum of purchase probabilities over the customers served: purchases to be expected. */
  readonly expected: Float64Array;
  readonly #catalogue: Catalogue;
  readonly #shop: ShopBehaviour;
  readonly #day: number;

  /** @param day epoch day for which is offered */
  constructor(catalogue: Catalogue, shop: ShopBehaviour, lists: OfferLists, day: number) {
    this.#catalogue = catalogue;
    this.#shop = shop;
    this.lists = lists;
    this.#day = day;
    this.expected = new Float64Array(catalogue.item.length);
  }

  async *rows(duckdb: Duckdb, share: CustomerShare): AsyncGenerator<RecommendationRow[]> {
    const query = eventsQuery(this.#shop.sources, share);
    const items = this.#catalogue.item.length;
    for await (const group of eventGroups(duckdb, query, items, groupCustomers)) {
      yield* this.#rowsOf(group);
    }
  }

  async *#rowsOf({ purchases, customer }: CustomerEvents): AsyncGenerator<RecommendationRow[]> {
    const { learned, next, scorer } = this.#shop;
    const reader = new PairReader(learned, purchases, next);
    for (let from = 0; from < customer.length; from += batchCustomers) {
      const to = Math.min(customer.length, from + batchCustomers);
      const some = Array.from({ length: to - from }, (_, k) => from + k);
      const pairs = await reader.read(some, this.#day);
      const probability = await scorer.score(pairs.features);
      yield some.flatMap((c, row) =>
        this.#list(reader, c, customer[c] as string, pairsOf(pairs, probability, row)),
      );
      this.served += some.length;
    }
  }

  #list(
    reader: PairReader,
    c: number,
    customer: string,
    { item, probability }: Pick<PairBatch, "item"> & { readonly probability: Float32Array },
  ): RecommendationRow[] {
    const { signals } = reader;
    signals.read(c, this.#day);
    for (const [k, i] of item.entries()) {
      this.expected[i] = (this.expected[i] as number) + (probability[k] as number);
    }
    const places = this.lists.choose({
      item,
      probability,
      isOwn: (i) => signals.isTouched(i) && (signals.habit[i] as number) > 0,
      nearness: (i) => (signals.isTouched(i) ? (signals.company[i] as number) : 0),
    });
    return places.map((place, rank) => {
      const isNew = place < 0;
      const found = isNew ? -1 - place : (item[place] as number);
      const score = isNew ? (signals.company[found] as number) : (probability[place] as number);
      return this.#row(customer, rank, found, score, this.#why(found, isNew, reader));
    });
  }

  #why(item: number, isNew: boolean, { signals }: PairReader): Why {
    if (isNew) return { kind: "new", because: signals.because[item] as number };
    return whyOf(item, signals, this.#shop.learned.repurchase.intervals);
  }

  #row(customer: string, rank: number, item: number, score: number, why: Why): RecommendationRow {
    const { item: items, name } = this.#catalogue;
    const reason = customerReason(why, (i) => name[i] as string);
    return {
      ...{ kind: "customer", customer, source: "", rank: rank + 1 },
      ...{ item: items[item] as string, score, reason },
    };
  }
}

function pairsOf(pairs: PairBatch, probability: Float32Array, row: number) {
  const [from, to] = [pairs.offsets[row] as number, pairs.offsets[row + 1] as number];
  return { item: pairs.item.subarray(from, to), probability: probability.subarray(from, to) };
}
