import { itemCount } from "./catalogue.ts";
import { demoCategories } from "./categories.ts";
import {
  dateOf,
  demoLocations,
  isOpen,
  isPublicHoliday,
  isSalesEvent,
  isSchoolHoliday,
  plannedDays,
} from "./demo-calendar.ts";
import type { Row } from "./table.ts";
import type { DemoShop } from "./trading.ts";

/** item, title, description, category, brand, launch_date, end_date, replaces, note */
export function* itemRows({ items }: DemoShop): Generator<Row> {
  for (const { item, title, description, category, brand, launch, end, replaces } of items) {
    yield [
      item,
      title,
      description,
      category.path,
      brand,
      launch < 0 ? "" : dateOf(launch),
      Number.isFinite(end) ? dateOf(end) : "",
      items[replaces]?.item ?? "",
      "synthetic",
    ];
  }
}

/** location, name, region, note */
export function* locationRows(): Generator<Row> {
  for (const { location, name, region } of demoLocations) {
    yield [location, name, region, "synthetic"];
  }
}

/** date, location, open, holiday, event, school_holiday: known two months ahead. */
export function* calendarRows(): Generator<Row> {
  for (let day = 0; day < plannedDays; day++) {
    const shared = [isPublicHoliday(day), isSalesEvent(day), isSchoolHoliday(day)].map(Number);
    for (const place of demoLocations) {
      yield [dateOf(day), place.location, Number(isOpen(place, day)), ...shared];
    }
  }
}

/** date, item, price, promotion: planned two months ahead, while the item is on sale. */
export function* priceRows({ items, rates }: DemoShop, day: number): Generator<Row> {
  const date = dateOf(day);
  for (const [index, { item }] of items.entries()) {
    if (!rates.isSold(index, day)) continue;
    const plan = rates.prices[index];
    yield [date, item, plan?.price[day] ?? 0, plan?.promotion[day] ?? 0];
  }
}

/** item, supplier, lead_time_days, …: the columns of the `supply` table by their own names. */
export function* supplyRows({ items, supply }: DemoShop): Generator<Row> {
  for (const [index, { item, listPrice, category }] of items.entries()) {
    const terms = supply[index];
    if (terms === undefined) continue;
    yield [
      item,
      terms.supplier,
      terms.leadTimeDays,
      terms.leadTimeSdDays,
      terms.reviewDays,
      terms.minOrder,
      terms.packSize,
      terms.maxOrder ?? "",
      terms.unitCost,
      listPrice,
      terms.holdingRate,
      terms.stockoutCost ?? "",
      terms.serviceLevel ?? "",
      category.shelfLifeDays ?? "",
    ];
  }
}

/** item, relation, other */
export function* relationRows({ items }: DemoShop): Generator<Row> {
  for (const [index, item] of items.entries()) {
    const others = [
      ["replaces", item.replaces],
      ["complement", item.complement],
      ["substitute", substituteOf(index)],
    ] as const;
    for (const [relation, other] of others) {
      const related = items[other];
      if (related !== undefined) yield [item.item, relation, related.item];
    }
  }
}

/** The next item of the same category, for every third item: a graph is never complete. */
function substituteOf(index: number): number {
  const next = index + demoCategories.length;
  return index % 3 === 0 && next < itemCount ? next : -1;
}
