import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { publishedKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { PublishedFile } from "#lib/contracts/publication.ts";
import { type OrderLine, type ServingTerms, servingFile } from "#lib/contracts/serving.ts";
import { writeJson } from "#lib/lake/json-objects.ts";
import { indexNameOf } from "#lib/lake/sorted-table-index.ts";
import { SortedTableWriter } from "#lib/lake/sorted-table-writer.ts";
import { OrderColumns } from "#lib/publication/order-columns.ts";
import { readReorderRow, reorderColumns } from "#lib/publication/reorder-table.ts";
import { SeriesColumns } from "#lib/publication/series-columns.ts";
import type { SpillFile } from "#lib/publication/spill-file.ts";
import { readSpilledSeries } from "#lib/publication/spill-series.ts";
import type { StepContext } from "#lib/run/step.ts";
import { spillRecommendations } from "./spill-recommendations.ts";

/** What lies ready to be put in the order of its keys. */
export interface ServingSpills {
  readonly series: SpillFile;
  readonly reorders: SpillFile;
  readonly recommendations: SpillFile;
}

/** Writes and uploads what the API reads; nothing of it is listed among what planners download. */
export async function placeServing(
  context: StepContext,
  spills: ServingSpills,
  { calendar, cutoffPeriod, seriesCount }: DatasetDescription,
  files: readonly PublishedFile[],
): Promise<void> {
  const { lake, run, scratch, signal } = context;
  await mkdir(dirname(join(scratch, servingFile.series)), { recursive: true });
  for await (const name of writeServing(context, spills, seriesCount, files)) {
    signal.throwIfAborted();
    await lake.upload(publishedKey(run, name), join(scratch, name));
  }
  const { approveAbove } = context.config.orders;
  const terms: ServingTerms = { calendar, cutoffPeriod, approveAbove };
  await writeJson(lake, publishedKey(run, servingFile.terms), terms);
}

async function* writeServing(
  context: StepContext,
  spills: ServingSpills,
  series: number,
  files: readonly PublishedFile[],
): AsyncGenerator<string> {
  yield* writeSeries(context.scratch, spills.series, series);
  yield* writeOrders(context.scratch, spills.reorders);
  await spillRecommendations(context, spills.recommendations, files);
  yield* writeTable(context.scratch, servingFile.recommendations, (table) => {
    for (const block of spills.recommendations.inOrder()) {
      const [kind, source, list] = JSON.parse(block.toString()) as [string, string, unknown];
      table.add([kind, source], JSON.stringify(list));
    }
  });
}

async function* writeSeries(
  scratch: string,
  spill: SpillFile,
  series: number,
): AsyncGenerator<string> {
  const columns = new SeriesColumns(series);
  yield* writeTable(scratch, servingFile.series, (table) => {
    for (const block of spill.inOrder()) {
      const { facts, record } = readSpilledSeries(block);
      columns.add(facts);
      table.add([facts.item, facts.location], record);
    }
  });
  yield* writeBytes(scratch, servingFile.itemColumns, columns.itemBytes());
  yield* writeBytes(scratch, servingFile.seriesColumns, columns.seriesBytes());
}

async function* writeOrders(scratch: string, spill: SpillFile): AsyncGenerator<string> {
  const columns = new OrderColumns();
  const names = reorderColumns.map(({ name }) => name);
  yield* writeTable(scratch, servingFile.orders, (table) => {
    for (const block of spill.inOrder()) {
      const row = readReorderRow(block);
      const line = Object.fromEntries(names.map((name, c) => [name, row[c]]));
      const order = line as unknown as OrderLine;
      // What is to be ordered comes first.
      if (!((order.order_quantity ?? 0) > 0)) break;
      columns.add(order);
      table.add([order.item, order.location], JSON.stringify(order));
    }
  });
  yield* writeBytes(scratch, servingFile.orderColumns, columns.bytes());
}

async function* writeTable(
  scratch: string,
  name: string,
  fill: (table: SortedTableWriter) => void,
): AsyncGenerator<string> {
  const table = new SortedTableWriter(join(scratch, name));
  fill(table);
  await table.finish();
  yield name;
  yield indexNameOf(name);
}

async function* writeBytes(
  scratch: string,
  name: string,
  bytes: Uint8Array,
): AsyncGenerator<string> {
  await writeFile(join(scratch, name), bytes);
  yield name;
}
