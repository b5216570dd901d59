import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { Readable } from "node:stream";
import { pipeline } from "node:stream/promises";
import { createGzip } from "node:zlib";
import { depotRows, footfallRows, isCountDay, salesRows, stockRows } from "./day-tables.ts";
import { plannedDays } from "./demo-calendar.ts";
import {
  type DemoTable,
  demoColumns,
  demoConfigText,
  demoFiles,
  demoReadme,
} from "./demo-config.ts";
import {
  calendarRows,
  itemRows,
  locationRows,
  priceRows,
  relationRows,
  supplyRows,
} from "./plain-tables.ts";
import { Reviewers } from "./reviews.ts";
import { searchRows } from "./searches.ts";
import { csvText, type Row } from "./table.ts";
import { type DemoShop, demoShop, trade } from "./trading.ts";

export const demoConfigName = "shelfcast.yaml";

/**
 * Writes the demo shop into `folder`: its tables, `shelfcast.yaml` and a note that all of it is
 * synthetic. The same seed writes the same bytes. Sales stream day by day; the rest is small.
 * @returns the path of the config
 */
export async function writeDemo(folder: string, seed: number): Promise<string> {
  await mkdir(folder, { recursive: true });
  const shop = demoShop(seed);
  const write = (table: DemoTable, text: Iterable<string>) =>
    writeTable(join(folder, demoFiles[table]), table, text);
  const days: DayTexts = { reviews: [], stock: [], footfall: [] };
  await write("sales", salesTexts(shop, days));
  for (const table of ["reviews", "stock", "footfall"] as const) await write(table, days[table]);
  await write("prices", priceTexts(shop));
  for (const [table, rows] of Object.entries(plainTables(shop))) {
    await write(table as DemoTable, [csvText(rows)]);
  }
  await writeFile(join(folder, "SYNTHETIC.md"), demoReadme);
  const config = join(folder, demoConfigName);
  await writeFile(config, demoConfigText);
  return config;
}

const plainTables = (shop: DemoShop) =>
  ({
    items: itemRows(shop),
    locations: locationRows(),
    calendar: calendarRows(),
    searches: searchRows(shop),
    supply: supplyRows(shop),
    relations: relationRows(shop),
  }) satisfies Partial<Record<DemoTable, Iterable<Row>>>;

/** Tables that come about as the days are traded, a text a day. */
type DayTexts = Record<"reviews" | "stock" | "footfall", string[]>;

/** Trades day by day: yields the sales, and leaves what else the day brought in `days`. */
function* salesTexts(shop: DemoShop, days: DayTexts): Generator<string> {
  const reviewers = new Reviewers(shop);
  for (const trading of trade(shop)) {
    yield csvText(salesRows(shop, trading));
    days.reviews.push(csvText(reviewers.of(trading)));
    days.footfall.push(csvText(footfallRows(trading)));
    if (isCountDay(trading.day)) {
      days.stock.push(csvText(stockRows(shop, trading)), csvText(depotRows(shop, trading)));
    }
  }
}

function* priceTexts(shop: DemoShop): Generator<string> {
  for (let day = 0; day < plannedDays; day++) yield csvText(priceRows(shop, day));
}

async function writeTable(path: string, table: DemoTable, texts: Iterable<string>): Promise<void> {
  const header = `${demoColumns[table].join(",")}\n`;
  const bytes = Readable.from(chunks(header, texts), { objectMode: false });
  // A fast level: the files are read once, minutes later.
  await pipeline(bytes, createGzip({ level: 3 }), createWriteStream(path));
}

function* chunks(header: string, texts: Iterable<string>): Generator<Buffer> {
  yield Buffer.from(header);
  for (const text of texts) if (text !== "") yield Buffer.from(text);
}
