import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import { publishedManifestName } from "#lib/contracts/publication.ts";
import {
  type OrderLine,
  type SeriesRecord,
  type ServingTerms,
  servingFile,
} from "#lib/contracts/serving.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { jsonBytes } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { indexNameOf } from "#lib/lake/sorted-table-index.ts";
import { SortedTableWriter } from "#lib/lake/sorted-table-writer.ts";
import { publishRun } from "#lib/publication/latest.ts";
import { OrderColumns } from "#lib/publication/order-columns.ts";
import { SeriesColumns } from "#lib/publication/series-columns.ts";

const run = "bench";
const horizon = 28;
const quantiles = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const historyPeriods = 396;
const locations = 20;
const cutoffPeriod = 20_634;

export const seriesName = (at: number): readonly [item: string, location: string] => [
  `ITEM-${String(Math.floor(at / locations)).padStart(7, "0")}`,
  `store-${String(at % locations).padStart(2, "0")}`,
];

/** Publishes invented series and orders, in the tables that the step `publish` writes. */
export async function publishSeries(
  lake: Lake,
  scratch: string,
  series: number,
  orders: number,
): Promise<void> {
  const random = seededRandom(1).uniform;
  await mkdir(dirname(join(scratch, servingFile.series)), { recursive: true });
  const place = (name: string) => lake.upload(publishedKey(run, name), join(scratch, name));
  const [table, columns] = [
    new SortedTableWriter(join(scratch, servingFile.series)),
    new SeriesColumns(series),
  ];
  for (let at = 0; at < series; at++) {
    const [item, location] = seriesName(at);
    columns.add({
      ...{ item, location, title: `Green tea ${item}`, category: "drinks/tea", brand: "Acme" },
      firstPeriod: cutoffPeriod - historyPeriods,
      trend: { direction: at % 3 ? "steady" : "rising", change: 0.1, probability: random() },
    });
    table.add([item, location], JSON.stringify(inventedSeries(item, random)));
  }
  await table.finish();
  await writeFile(join(scratch, servingFile.itemColumns), columns.itemBytes());
  await writeFile(join(scratch, servingFile.seriesColumns), columns.seriesBytes());
  await writeOrders(scratch, orders, random);
  const names = [servingFile.series, servingFile.orders];
  for (const name of names) await place(indexNameOf(name));
  for (const name of [...names, servingFile.itemColumns, servingFile.seriesColumns])
    await place(name);
  await place(servingFile.orderColumns);
  await publishManifest(lake, series, orders);
}

function inventedSeries(item: string, random: () => number): SeriesRecord {
  const level = 1 + 40 * random();
  const ahead = Array.from({ length: horizon }, () =>
    Number((level * (0.5 + random())).toPrecision(6)),
  );
  return {
    ...{ shard: 0, row: 0, title: `Green tea ${item}`, category: "drinks/tea" },
    ...{ method: "network", segment: "smooth" },
    history: Array.from({ length: historyPeriods }, () => Math.round(level * 2 * random())),
    states: "0".repeat(historyPeriods),
    mean: ahead,
    quantiles: ahead.flatMap((mean) => quantiles.map((q) => Number((mean * 2 * q).toPrecision(6)))),
    saleProbability: ahead.map(() => Number(random().toPrecision(6))),
  };
}

async function writeOrders(scratch: string, orders: number, random: () => number): Promise<void> {
  const table = new SortedTableWriter(join(scratch, servingFile.orders));
  const columns = new OrderColumns();
  for (let at = 0; at < orders; at++) {
    const [item, location] = seriesName(at);
    const quantity = Math.ceil(100 * random());
    const line = {
      ...{ item, location, title: `Green tea ${item}`, supplier: `supplier ${at % 40}` },
      ...{ order_quantity: quantity, order_value: quantity * 2.5, order_by: "2026-07-01" },
      ...{ arrives: "2026-07-08", on_hand: 3, on_order: 0, reorder_point: 12, order_up_to: 24 },
      ...{ stockout_risk: random(), days_of_cover: 4.5, needs_approval: quantity > 95 },
      reason: "About 233 expected to sell in 12 days (lead time and order cycle).",
    } as OrderLine;
    columns.add(line);
    table.add([item, location], JSON.stringify(line));
  }
  await table.finish();
  await writeFile(join(scratch, servingFile.orderColumns), columns.bytes());
}

async function publishManifest(lake: Lake, series: number, orders: number): Promise<void> {
  const terms: ServingTerms = {
    calendar: { frequency: "day", weekStart: 0 },
    cutoffPeriod,
    approveAbove: 1e9,
  };
  await lake.write(publishedKey(run, servingFile.terms), jsonBytes(terms));
  const counts = {
    series,
    items: Math.ceil(series / locations),
    locations,
    ordersSuggested: orders,
  };
  const manifest = {
    ...{ run, name: "bench", cutoff: "2026-06-30", frequency: "day", horizon, quantiles },
    ...{ target: "units", currency: "EUR", counts, files: [], seconds: {}, estimatedDollars: 0 },
    model: { name: "none", candidates: [], methods: {} },
    metrics: { validationWindows: 0, overall: {}, segments: [] },
  };
  await lake.write(publishedKey(run, publishedManifestName), jsonBytes(manifest));
  await publishRun(lake, run, "2026-07-01T02:00:00.000Z");
}
