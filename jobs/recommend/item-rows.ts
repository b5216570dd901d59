import type { Neighbours } from "#lib/behaviour/nearest-rows.ts";
import {
  similarReason,
  substituteReason,
  togetherReason,
} from "#lib/behaviour/recommendation-reason.ts";
import { eachNeighbour } from "#lib/behaviour/similar-items.ts";
import type { TogetherItems } from "#lib/behaviour/together.ts";
import type { Catalogue } from "./catalogue.ts";
import type { RecommendationRow } from "./recommendation-writer.ts";

/** Writes the lists that begin with an item. */
export class ItemLists {
  readonly #catalogue: Catalogue;
  readonly #similar: Neighbours;
  readonly #together: TogetherItems;
  readonly #offer: ItemOffer;

  constructor(
    catalogue: Catalogue,
    similar: Neighbours,
    together: TogetherItems,
    offer: ItemOffer,
  ) {
    this.#catalogue = catalogue;
    this.#similar = similar;
    this.#together = together;
    this.#offer = offer;
  }

  rows(source: number): RecommendationRow[] {
    const name = this.#catalogue.name[source] as string;
    const { neighbours, lift } = this.#together;
    return [
      ...this.#list("similar", this.#similar, source, (item, shared) =>
        similarReason(name, shared, this.#commonWords(source, item)),
      ),
      ...this.#list("together", neighbours, source, (item, shared) =>
        togetherReason(name, shared, lift(source, item, shared)),
      ),
      ...this.#substitutes(source),
    ];
  }

  /** For an item that cannot be had: what the shop says stands in for it, then what is like it. */
  #substitutes(source: number): RecommendationRow[] {
    if (this.#offer.inStock[source] === 1) return [];
    const named = new Set(this.#offer.substitutes.get(source));
    const found = [...named].map((item) => ({ item, score: 1 }));
    eachNeighbour(this.#similar, source, (item, score) => {
      if (!named.has(item)) found.push({ item, score });
    });
    const name = this.#catalogue.name[source] as string;
    return found
      .filter(({ item }) => this.#offer.mayOffer[item] === 1)
      .slice(0, this.#offer.length)
      .map(({ item, score }, place) =>
        this.#row("substitute", source, place, {
          item,
          score,
          reason: substituteReason(name, named.has(item)),
        }),
      );
  }

  #list(
    kind: "similar" | "together",
    neighbours: Neighbours,
    source: number,
    reason: (item: number, shared: number) => string,
  ): RecommendationRow[] {
    const rows: RecommendationRow[] = [];
    eachNeighbour(neighbours, source, (item, score, shared) => {
      if (rows.length === this.#offer.length || this.#offer.mayOffer[item] === 0) return;
      rows.push(
        this.#row(kind, source, rows.length, { item, score, reason: reason(item, shared) }),
      );
    });
    return rows;
  }

  #row(
    kind: RecommendationRow["kind"],
    source: number,
    place: number,
    found: { readonly item: number; readonly score: number; readonly reason: string },
  ): RecommendationRow {
    const { item } = this.#catalogue;
    return {
      ...{ kind, customer: "", source: item[source] as string, rank: place + 1 },
      ...{ item: item[found.item] as string, score: found.score, reason: found.reason },
    };
  }

  /** Up to three words that both items have, in the order of the first. */
  #commonWords(item: number, other: number): string[] {
    const { words } = this.#catalogue;
    const others = new Set(words[other]);
    return [...new Set(words[item])].filter((word) => others.has(word)).slice(0, 3);
  }
}

/** What can be offered tonight. */
export interface ItemOffer {
  readonly length: number;
  /** [items] */
  readonly mayOffer: Uint8Array;
  /** [items] 0 where the last count found none. */
  readonly inStock: Uint8Array;
  readonly substitutes: ReadonlyMap<number, readonly number[]>;
}
