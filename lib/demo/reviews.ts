import { type Random, seededRandom } from "#lib/domain/random.ts";
import { dateOf, demoLocations, tradingDays } from "./demo-calendar.ts";
import { wholeBetween } from "./pick.ts";
import { reviewText } from "./review-text.ts";
import type { Row } from "./table.ts";
import type { DemoShop, TradingDay } from "./trading.ts";

/** Share of sold lines that are reviewed. */
const reviewShare = 0.012;

/** Reviews of the lines of a day, written some days later, never after the data's end. */
export class Reviewers {
  readonly #shop: DemoShop;
  readonly #random: Random;

  constructor(shop: DemoShop) {
    this.#shop = shop;
    this.#random = seededRandom(shop.seed, "demo/reviews");
  }

  /** item, date, rating, text */
  *of({ series, day }: TradingDay): Generator<Row> {
    for (const sold of series) {
      if (this.#random.uniform() >= reviewShare) continue;
      const item = Math.floor(sold / demoLocations.length);
      const written = day + wholeBetween(this.#random, 1, 6);
      if (written < tradingDays) yield this.#write(item, written);
    }
  }

  #write(index: number, day: number): Row {
    const item = this.#shop.items[index];
    const opinion = this.#shop.rates.reputation[index]?.[day] ?? 4;
    const stars = Math.round(opinion + 0.8 * this.#random.normal());
    const rating = Math.min(5, Math.max(1, stars));
    const isChinese = this.#random.uniform() < (item?.language === "en" ? 0.15 : 0.7);
    const text = reviewText(rating, isChinese ? "zh" : "en", this.#random);
    return [item?.item ?? "", dateOf(day), rating, text];
  }
}
