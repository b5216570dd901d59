import { CustomerSignals, type LearnedBehaviour } from "./customer-signals.ts";
import { rankItems, type SignalMix } from "./signal-mix.ts";
import { TopList } from "./top-list.ts";

export interface Recommendation {
  readonly item: number;
  readonly score: number;
  readonly why: Why;
}

/** What speaks most for an item to a customer. */
export type Why =
  | {
      readonly kind: "habit";
      readonly times: number;
      /** Epoch day. */
      readonly lastDay: number;
      /** Usual days between two purchases of the item. */
      readonly everyDays: number;
    }
  | { readonly kind: "company"; readonly because: number }
  | { readonly kind: "popular" };

/** Ranks all items for one customer after the other. */
export class CustomerRecommender {
  readonly #signals: CustomerSignals;
  readonly #learned: LearnedBehaviour;
  readonly #mix: SignalMix;
  readonly #mayOffer: Uint8Array;
  readonly #list: TopList;

  /** @param mayOffer [items] 0 for an item that is not to be had any more */
  constructor(
    learned: LearnedBehaviour,
    mix: SignalMix,
    offer: { readonly mayOffer: Uint8Array; readonly length: number },
  ) {
    this.#signals = new CustomerSignals(learned, mix.halfLifeDays);
    this.#learned = learned;
    this.#mix = mix;
    this.#mayOffer = offer.mayOffer;
    this.#list = new TopList(offer.length);
  }

  /** @param day epoch day on which the customer may buy */
  recommend(customer: number, day: number): Recommendation[] {
    const list = this.#list;
    this.#signals.read(customer, day);
    rankItems(this.#signals, this.#mix, list, this.#mayOffer);
    return Array.from({ length: list.length }, (_, k) => {
      const item = list.candidate[k] as number;
      return { item, score: list.score[k] as number, why: this.#why(item) };
    });
  }

  #why(item: number): Why {
    const { habit, company, popularity, because, times, lastDay } = this.#signals;
    const byHabit = habit[item] as number;
    const byCompany = this.#mix.company * (company[item] as number);
    const byFashion = this.#mix.popularity * (popularity[item] as number);
    if (byHabit > 0 && byHabit >= Math.max(byCompany, byFashion)) {
      return {
        kind: "habit",
        times: times[item] as number,
        lastDay: lastDay[item] as number,
        everyDays: this.#learned.repurchase.intervals[item] as number,
      };
    }
    if (byCompany > 0 && byCompany >= byFashion) {
      return { kind: "company", because: because[item] as number };
    }
    return { kind: "popular" };
  }
}
