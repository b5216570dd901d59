import { demoLocations, tradingDays } from "#lib/demo/demo-calendar.ts";
import { type DemoShop, demoShop, trade } from "#lib/demo/trading.ts";

/** The whole demo in memory, [series][day], for tests that look at it from several sides. */
export interface DemoHistory {
  readonly shop: DemoShop;
  readonly trueDemand: readonly Float32Array[];
  readonly sold: readonly Float32Array[];
  readonly onHand: readonly Float32Array[];
  /** Items of each basket. */
  readonly baskets: readonly ReadonlySet<number>[];
  /** [shopper][item] lines bought. */
  readonly purchases: ReadonlyMap<number, ReadonlyMap<number, number>>;
  readonly lines: number;
}

export function demoHistory(seed: number): DemoHistory {
  const shop = demoShop(seed);
  const count = shop.items.length * demoLocations.length;
  const table = () => Array.from({ length: count }, () => new Float32Array(tradingDays));
  const [trueDemand, sold, onHand] = [table(), table(), table()];
  const baskets: Set<number>[] = [];
  const purchases = new Map<number, Map<number, number>>();
  let lines = 0;
  for (const today of trade(shop)) {
    for (let series = 0; series < count; series++) {
      (trueDemand[series] as Float32Array)[today.day] = today.trueDemand[series] as number;
      (sold[series] as Float32Array)[today.day] = today.sold[series] as number;
      (onHand[series] as Float32Array)[today.day] = today.onHand[series] as number;
    }
    const open = new Map<number, Set<number>>();
    for (const [line, series] of today.series.entries()) {
      lines++;
      const item = Math.floor(series / demoLocations.length);
      const key =
        (today.basket[line] as number) * demoLocations.length + (series % demoLocations.length);
      const basket = open.get(key) ?? new Set();
      open.set(key, basket.add(item));
      const shopper = today.shopper[line] as number;
      const bought = purchases.get(shopper) ?? new Map<number, number>();
      purchases.set(shopper, bought.set(item, (bought.get(item) ?? 0) + 1));
    }
    baskets.push(...open.values());
  }
  return { shop, trueDemand, sold, onHand, baskets, purchases, lines };
}
