import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import {
  type BusinessDate,
  fromEpochDay,
  parseBusinessDate,
  toEpochDay,
} from "#lib/domain/business-date.ts";
import { type Random, seededRandom } from "#lib/domain/random.ts";

const firstDay = toEpochDay(parseBusinessDate("2026-01-01"));
const items = ["tea", "cup", "pot", "jar", "mat", "bag"];
const locations = ["north", "south"];

const soldDays = 140;
const plannedDays = 154;

export interface SmallShop {
  /** Date after which every value is another: what an honest forecast as of it cannot see. */
  readonly changedAfter?: BusinessDate;
}

const config = `
name: small
horizon: 7
quantiles: [0.1, 0.5, 0.9]
tables:
  sales:
    files: sales.csv
    columns: { date: date, item: item, location: location, units: units, price: price, customer: customer, order: order }
  items: { files: items.csv, columns: { item: item, title: title, category: category } }
  covariates: [{ files: plan.csv, columns: { date: date, promotion: promotion }, known: [promotion] }]
  stock: { files: stock.csv, columns: { item: item, location: location, date: date, on_hand: on_hand } }
training: { effort: quick }
`;

/** Twelve daily series of a shop that sells more at weekends, with promotions: a night takes seconds. */
export async function writeSmallShop(folder: string, shop: SmallShop = {}): Promise<string> {
  await mkdir(folder, { recursive: true });
  const save = (name: string, lines: readonly string[]) =>
    writeFile(join(folder, name), `${lines.join("\n")}\n`);
  const days = Array.from({ length: soldDays }, (_, day) => day);
  await save("sales.csv", [
    "date,item,location,units,price,customer,order",
    ...salesOf(days, shop),
  ]);
  const titles = items.map(
    (item, i) => `${item},Fine ${item} 茶,home/${i % 2 ? "table" : "kitchen"}`,
  );
  await save("items.csv", ["item,title,category", ...titles]);
  const planned = Array.from(
    { length: plannedDays },
    (_, day) => `${dateOf(day)},${promotion(day)}`,
  );
  await save("plan.csv", ["date,promotion", ...planned]);
  const counts = items.flatMap((item, i) =>
    locations.map((at) => `${item},${at},${dateOf(soldDays - 1)},${i}`),
  );
  await save("stock.csv", ["item,location,date,on_hand", ...counts]);
  const path = join(folder, "shelfcast.yaml");
  await writeFile(path, config);
  return path;
}

const dateOf = (day: number): BusinessDate => fromEpochDay(firstDay + day);
const promotion = (day: number): number => (Math.floor(day / 10) % 4 === 3 ? 1 : 0);

function salesOf(days: readonly number[], { changedAfter }: SmallShop): string[] {
  const random = seededRandom(7);
  return days.flatMap((day) =>
    items.flatMap((item, i) =>
      locations.flatMap((location, l) => {
        const isChanged = changedAfter !== undefined && dateOf(day) > changedAfter;
        const units = unitsSold(random, day, 2 + i + 3 * l) * (isChanged ? 50 : 1);
        const customer = random.below(3);
        if (units === 0) return [];
        return [
          `${dateOf(day)},${item},${location},${units},${3 + i},c${customer},o${day}-${customer}`,
        ];
      }),
    ),
  );
}

function unitsSold(random: Random, day: number, level: number): number {
  const weekend = day % 7 >= 5 ? 1.8 : 1;
  return Math.round(level * weekend * (1 + promotion(day)) * (0.4 + 1.2 * random.uniform()));
}
