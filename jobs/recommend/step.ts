import { join } from "node:path";
import type { LearningReport } from "#lib/behaviour/learn-customers.ts";
import { OfferLists } from "#lib/behaviour/offer-list.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { publishedFiles } from "#lib/contracts/publication.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import type { ShardPart, Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { readCatalogue } from "./catalogue.ts";
import { CustomerLists } from "./customer-rows.ts";
import { IngestedFiles } from "./ingested-files.ts";
import { readItemFacts } from "./item-facts.ts";
import { ItemLists } from "./item-rows.ts";
import { learnShop, openTables, type ShopBehaviour } from "./learn.ts";
import { offersOf } from "./offers.ts";
import { joinRows, RecommendationWriter } from "./recommendation-writer.ts";
import {
  finishedParts,
  partRowsKey,
  partSumsKey,
  readSums,
  type ServingSums,
  sumsOf,
} from "./serving-sums.ts";
import type { ShopNight } from "./shop-night.ts";
import { writeInsights } from "./write-insights.ts";

/** What goes with each item, and what each customer may want next. */
export const recommendStep: Step = {
  name: "recommend",
  needs: ["ingest", "prepare", "embed"],
  version: 4,
  settings: ({ recommendations, training }) => ({ recommendations, effort: training.effort }),
  run: recommend,
};

const fileName = publishedFiles.recommendations;
/** Items whose lists are handed on at a time. */
const batchItems = 200;

/** One container does all of it; of several each serves a share of the customers, and one joins them. */
async function recommend(context: StepContext): Promise<StepCounts> {
  const { lake, run, part } = context;
  const parts = part ? undefined : await finishedParts(lake, run);
  const night = await openNight(context);
  const sums = parts
    ? await joinParts(context, parts)
    : await serve(context, night, part ?? { index: 0, count: 1 });
  if (part) return { customers: sums.served, recommendations: sums.rows };
  await writeInsights(context, night, sums);
  return {
    customers: sums.served,
    orders: sums.orders,
    items: night.catalogue.item.length,
    recommendations: sums.rows,
    ...accuracy(sums.report),
  };
}

async function openNight(context: StepContext): Promise<ShopNight> {
  const { lake, run, config } = context;
  const key = stepKey(run, "prepare", "dataset.json");
  const dataset = await requireJson<DatasetDescription>(lake, key);
  const catalogue = await readCatalogue(context, dataset.cutoff);
  const files = await IngestedFiles.open(context);
  const facts = await openTables(context, (duckdb) => readItemFacts(duckdb, files, catalogue.item));
  return { config, dataset, catalogue, files, facts };
}

/** Learns, and writes the lists of one share of the customers; the first share has the items' too. */
async function serve(
  context: StepContext,
  night: ShopNight,
  share: ShardPart,
): Promise<ServingSums> {
  const { lake, run, config, part, scratch, signal } = context;
  const { catalogue, dataset, facts, files } = night;
  const shop = await learnShop(context, catalogue, files, dataset);
  const { isOnce } = shop.learned.repurchase;
  const customers = shop.customers / share.count;
  const offers = offersOf(catalogue, facts, config.recommendations, { isOnce, customers });
  const lists = new OfferLists(offers.rules, neverBought(shop.bought));
  const served = new CustomerLists(catalogue, shop, lists, toEpochDay(dataset.cutoff) + 1);
  const writer = new RecommendationWriter(join(scratch, "rows.ndjson"));
  const path = join(scratch, fileName);
  try {
    if (share.index === 0) {
      await writeItems(
        context,
        new ItemLists(catalogue, shop.learned.similar, shop.together, offers.items),
        catalogue.item.length,
        writer,
      );
    }
    await writeCustomers(context, served, shop, share, writer);
    const tempFolder = join(scratch, "duckdb");
    await writer.finish(path, { memoryMegabytes: 400, folders: [scratch], tempFolder, signal });
  } finally {
    writer.close();
    await shop.next?.close();
    await shop.scorer.close();
  }
  const sums = sumsOf(shop, lists, served, writer.rows);
  await lake.upload(part ? partRowsKey(run, part) : stepKey(run, "recommend", fileName), path);
  if (part) await writeJson(lake, partSumsKey(run, part), sums);
  return sums;
}

const neverBought = (bought: Int32Array): Int32Array =>
  Int32Array.from(bought.keys()).filter((item) => bought[item] === 0);

async function joinParts(context: StepContext, parts: readonly ShardPart[]): Promise<ServingSums> {
  const { lake, run, scratch, signal } = context;
  const paths: string[] = [];
  for (const part of parts) {
    signal.throwIfAborted();
    const path = join(scratch, `part-${part.index}.parquet`);
    await lake.download(partRowsKey(run, part), path);
    paths.push(path);
  }
  const into = join(scratch, fileName);
  await openTables({ ...context, threads: 1 }, (duckdb) => joinRows(duckdb, paths, into));
  await lake.upload(stepKey(run, "recommend", fileName), into);
  return await readSums(lake, run, parts);
}

function accuracy({ chosen, ways, popularity }: LearningReport): StepCounts {
  const ours = ways[chosen];
  if (!ours || ours.customers === 0) return {};
  const say = (recall: number) => recall.toFixed(3);
  return { accuracy: `recall@10 ${say(ours.recall)} (popularity ${say(popularity.recall)})` };
}

async function writeItems(
  { signal, progress }: StepContext,
  lists: ItemLists,
  count: number,
  writer: RecommendationWriter,
): Promise<void> {
  for (let from = 0; from < count; from += batchItems) {
    signal.throwIfAborted();
    const to = Math.min(from + batchItems, count);
    await writer.write(Array.from({ length: to - from }, (_, i) => lists.rows(from + i)).flat());
    progress.report(to, count, "items");
  }
}

async function writeCustomers(
  context: StepContext,
  served: CustomerLists,
  shop: ShopBehaviour,
  share: ShardPart,
  writer: RecommendationWriter,
): Promise<void> {
  const total = Math.ceil(shop.customers / share.count);
  await openTables(context, async (duckdb) => {
    for await (const rows of served.rows(duckdb, share)) {
      context.signal.throwIfAborted();
      await writer.write(rows);
      context.progress.report(Math.min(served.served, total), total, "customers");
    }
  });
}
