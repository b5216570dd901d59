import {
  dateOf,
  demoDepot,
  demoLocations,
  fromDepot,
  isOpen,
  tradingDays,
} from "./demo-calendar.ts";
import { customerId } from "./shoppers.ts";
import type { Row } from "./table.ts";
import type { DemoShop, TradingDay } from "./trading.ts";

/**
 * date, item, location, units, price, promotion, customer, order, in_stock: the till's lines, then a
 * line of 0 units for each open shelf that was empty by the evening.
 */
export function* salesRows(shop: DemoShop, trading: TradingDay): Generator<Row> {
  const { day, series, units, basket, shopper } = trading;
  const date = dateOf(day);
  for (let line = 0; line < series.length; line++) {
    const sold = series[line] as number;
    const location = sold % demoLocations.length;
    yield [
      ...offerOf(shop, sold, date, day),
      units[line] as number,
      customerId(shopper[line] as number),
      `${date}-${location + 1}-${(basket[line] as number) + 1}`,
      1,
    ];
  }
  for (const empty of emptyShelves(shop, trading)) {
    yield [...offerOf(shop, empty, date, day), 0, "", "", 0];
  }
}

/** date, item, location, price, promotion */
function offerOf({ items, rates }: DemoShop, series: number, date: string, day: number): Row {
  const item = Math.floor(series / demoLocations.length);
  const { price, promotion } = rates.prices[item] as (typeof rates.prices)[number];
  const location = demoLocations[series % demoLocations.length]?.location ?? "";
  return [date, items[item]?.item ?? "", location, price[day] ?? 0, promotion[day] ?? 0];
}

function* emptyShelves({ rates }: DemoShop, { day, onHand }: TradingDay): Generator<number> {
  for (let series = 0; series < onHand.length; series++) {
    if (onHand[series] !== 0 || !rates.isSold(Math.floor(series / demoLocations.length), day))
      continue;
    if (isOpen(demoLocations[series % demoLocations.length] as (typeof demoLocations)[0], day)) {
      yield series;
    }
  }
}

/** Stock is counted at the end of a month, and every evening of the last week. */
export function isCountDay(day: number): boolean {
  return day >= tradingDays - 7 || dateOf(day + 1).endsWith("-01");
}

/** item, date, location, on_hand, on_order, backordered; the web shop alone takes orders it cannot fill. */
export function* stockRows(shop: DemoShop, trading: TradingDay): Generator<Row> {
  const { day, onHand, onOrder, trueDemand, sold } = trading;
  for (let series = 0; series < onHand.length; series++) {
    const index = Math.floor(series / demoLocations.length);
    if (!shop.rates.isSold(index, day)) continue;
    const location = demoLocations[series % demoLocations.length]?.location ?? "";
    const unmet = (trueDemand[series] as number) - (sold[series] as number);
    const backordered = location === "DEMO-WEB" ? unmet : 0;
    const units = [onHand[series] as number, onOrder[series] as number, backordered];
    yield [shop.items[index]?.item ?? "", dateOf(day), location, ...units];
  }
}

/** The same of the depot: some days of its shops' stock, in packs, and of every ninth item nothing. */
export function* depotRows(
  { items, rates, supply }: DemoShop,
  { day, onHand }: TradingDay,
): Generator<Row> {
  const places = fromDepot.map((place) => demoLocations.indexOf(place));
  for (const [index, { item }] of items.entries()) {
    if (!rates.isSold(index, day)) continue;
    const shelf = (place: number) => onHand[index * demoLocations.length + place] as number;
    const units = places.reduce((sum, place) => sum + shelf(place), 0);
    const pack = supply[index]?.packSize ?? 1;
    const packs = index % 9 === 4 ? 0 : Math.ceil((units * (1 + (index % 4))) / (4 * pack));
    yield [item, dateOf(day), demoDepot, packs * pack, 0, 0];
  }
}

/** date, location, footfall: people through the door, counted until the last day. */
export function* footfallRows({ day, basket, series }: TradingDay): Generator<Row> {
  const baskets = demoLocations.map(() => new Set<number>());
  for (const [line, sold] of series.entries()) {
    baskets[sold % demoLocations.length]?.add(basket[line] as number);
  }
  for (const [index, { location }] of demoLocations.entries()) {
    const visitors = Math.round((baskets[index]?.size ?? 0) * (2.4 + (day % 5) / 10));
    yield [dateOf(day), location, visitors];
  }
}
