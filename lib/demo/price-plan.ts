import { type Random, seededRandom } from "#lib/domain/random.ts";
import type { DemoItem } from "./catalogue.ts";
import { isSalesEvent, plannedDays } from "./demo-calendar.ts";
import { between, pick, wholeBetween } from "./pick.ts";

/** Prices and promotions of one item, decided ahead of demand; [plannedDays] each. */
export interface PricePlan {
  /** Money a unit sells for that day. */
  readonly price: Float32Array;
  /** Share taken off the usual price; 0 where nothing is on offer. */
  readonly promotion: Float32Array;
}

const depths = [0.1, 0.15, 0.2, 0.25, 0.3, 0.4];

export function pricePlans(items: readonly DemoItem[], seed: number): readonly PricePlan[] {
  const random = seededRandom(seed, "demo/prices");
  return items.map((item) => planPrices(item, random));
}

function planPrices({ listPrice }: DemoItem, random: Random): PricePlan {
  const usual = usualPrices(listPrice, random);
  const promotion = new Float32Array(plannedDays);
  const count = wholeBetween(random, 3, 9);
  for (let i = 0; i < count; i++) {
    const start = random.below(plannedDays);
    const length = pick(random, [3, 7, 7, 10, 14]);
    promotion.fill(pick(random, depths), start, start + length);
  }
  if (random.uniform() < 0.6) joinSalesEvents(promotion, random);
  const price = usual.map((money, day) => toCents(money * (1 - (promotion[day] as number))));
  return { price, promotion };
}

/** The price on the label, which changes a few times in two years. */
function usualPrices(listPrice: number, random: Random): Float32Array {
  const prices = new Float32Array(plannedDays).fill(listPrice);
  const changes = wholeBetween(random, 0, 4);
  let money = listPrice;
  for (let i = 1; i <= changes; i++) {
    money = toCents(money * between(random, 0.95, 1.12));
    prices.fill(money, Math.floor((plannedDays * (i - random.uniform())) / changes));
  }
  return prices;
}

function joinSalesEvents(promotion: Float32Array, random: Random): void {
  const depth = pick(random, [0.2, 0.25, 0.3]);
  for (let day = 0; day < plannedDays; day++) if (isSalesEvent(day)) promotion[day] = depth;
}

function toCents(money: number): number {
  return Math.round(money * 100) / 100;
}
