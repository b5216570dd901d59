import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { mkdir, writeFile } from "node:fs/promises";
import { join } from "node:path";
import { finished } from "node:stream/promises";
import { fromEpochDay, parseBusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { seededRandom } from "#lib/domain/random.ts";

/** How much is sold, and where. */
export interface GeneratedSize {
  readonly series: number;
  readonly days: number;
  readonly rows: number;
  /** Of training; quick where not told. */
  readonly effort?: "quick" | "standard";
}

const firstDay = toEpochDay(parseBusinessDate("2023-01-01"));
const locations = 10;
/** What an item sells on a quiet day, for what it sells on a busy one. */
const quietShare = 0.2;

const configOf = (effort: string): string => `
name: generated
horizon: 28
quantiles: [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
tables:
  sales:
    files: sales.csv
    columns: { date: date, item: item, location: location, units: units, price: price }
training: { effort: ${effort} }
`;

/** Writes `sales.csv`, receipts in the order of their days, and a config. @returns the config's path */
export async function writeGeneratedSales(folder: string, size: GeneratedSize): Promise<string> {
  await mkdir(folder, { recursive: true });
  const stream = createWriteStream(join(folder, "sales.csv"));
  stream.write("date,item,location,units,price\n");
  for (const lines of dailyLines(size)) if (!stream.write(lines)) await once(stream, "drain");
  stream.end();
  await finished(stream);
  const path = join(folder, "shelfcast.yaml");
  await writeFile(path, configOf(size.effort ?? "quick"));
  return path;
}

function* dailyLines({ series, days, rows }: GeneratedSize): Generator<string> {
  const random = seededRandom(1);
  let written = 0;
  for (let day = 0; day < days; day++) {
    const date = fromEpochDay(firstDay + day);
    const until = Math.round((rows * (day + 1)) / days);
    let lines = "";
    while (written < until) {
      // Few items sell most: a uniform number squared falls on low ones.
      const at = Math.floor(random.uniform() ** 2 * series);
      // An item has two busy days a week; without a pattern no network would be kept.
      const isBusy = (day + Math.floor(at / locations)) % 7 < 2;
      if (!isBusy && random.uniform() > quietShare) continue;
      written++;
      const units = 1 + Math.floor(-2 * Math.log(1 - random.uniform()));
      lines += `${date},item-${Math.floor(at / locations)},store-${at % locations},${units},${1 + (at % 40)}.5\n`;
    }
    yield lines;
  }
}
