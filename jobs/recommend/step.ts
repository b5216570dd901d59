import { join } from "node:path";
import { CustomerRecommender } from "#lib/behaviour/customer-recommender.ts";
import type { RecommendationScores } from "#lib/behaviour/evaluate-recommendations.ts";
import { customerReason } from "#lib/behaviour/recommendation-reason.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { publishedFiles } from "#lib/contracts/publication.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { requireJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { type Catalogue, readCatalogue } from "./catalogue.ts";
import { listLength, similarRows, togetherRows } from "./item-rows.ts";
import { learnShop, type ShopBehaviour } from "./learn.ts";
import { type RecommendationRow, RecommendationWriter } from "./recommendation-writer.ts";

/** What goes with each item, and what each customer may want next. */
export const recommendStep: Step = {
  name: "recommend",
  needs: ["ingest", "prepare"],
  version: 1,
  settings: () => ({}),
  run: recommend,
};

const fileName = publishedFiles.recommendations;
/** Rows are handed on by so many customers or items at a time. */
const batch = 200;

async function recommend(context: StepContext): Promise<StepCounts> {
  const { lake, run, scratch } = context;
  const { cutoff } = await requireJson<DatasetDescription>(
    lake,
    stepKey(run, "prepare", "dataset.json"),
  );
  const catalogue = await readCatalogue(context, cutoff);
  const shop = await learnShop(context, catalogue);
  const path = join(scratch, fileName);
  const rows = await writeFile(context, catalogue, { shop, day: toEpochDay(cutoff) + 1 }, path);
  await lake.upload(stepKey(run, "recommend", fileName), path);
  await writeJson(lake, stepKey(run, "recommend", "scores.json"), shop.scores);
  return {
    customers: shop.customer.length,
    orders: shop.orders,
    items: catalogue.item.length,
    recommendations: rows,
    ...accuracy(shop.scores),
  };
}

/** @returns rows written */
async function writeFile(
  context: StepContext,
  catalogue: Catalogue,
  night: ShopTonight,
  path: string,
): Promise<number> {
  const { scratch, signal } = context;
  const tempFolder = join(scratch, "duckdb");
  const writer = new RecommendationWriter(join(scratch, "rows.ndjson"));
  try {
    await writeItems(context, catalogue, night.shop, writer);
    await writeCustomers(context, catalogue, night, writer);
    await writer.finish(path, { memoryMegabytes: 400, folders: [scratch], tempFolder, signal });
    return writer.rows;
  } finally {
    writer.close();
  }
}

interface ShopTonight {
  readonly shop: ShopBehaviour;
  /** Epoch day after the cutoff. */
  readonly day: number;
}

function accuracy({ recommendations, popularity }: RecommendationScores): StepCounts {
  if (recommendations.customers === 0) return {};
  const [ours, theirs] = [recommendations, popularity].map(({ recall }) => recall.toFixed(3));
  return { accuracy: `recall@10 ${ours} (popularity ${theirs})` };
}

async function writeItems(
  context: StepContext,
  catalogue: Catalogue,
  { learned, together }: ShopBehaviour,
  writer: RecommendationWriter,
): Promise<void> {
  await inBatches(context, "items", catalogue.item.length, writer, (source) => [
    ...similarRows(catalogue, learned.similar, source),
    ...togetherRows(catalogue, together, source),
  ]);
}

async function writeCustomers(
  context: StepContext,
  { item: items, name, mayOffer }: Catalogue,
  { shop, day }: ShopTonight,
  writer: RecommendationWriter,
): Promise<void> {
  const { learned, scores, customer } = shop;
  const recommender = new CustomerRecommender(learned, scores.mix, {
    mayOffer,
    length: listLength,
  });
  const nameOf = (item: number) => name[item] as string;
  await inBatches(context, "customers", customer.length, writer, (c) =>
    recommender.recommend(c, day).map(({ item, score, why }, place) => ({
      kind: "customer",
      customer: customer[c] as string,
      source: "",
      rank: place + 1,
      item: items[item] as string,
      score,
      reason: customerReason(why, nameOf),
    })),
  );
}

async function inBatches(
  { progress, signal }: StepContext,
  what: string,
  count: number,
  writer: RecommendationWriter,
  rowsOf: (index: number) => readonly RecommendationRow[],
): Promise<void> {
  for (let from = 0; from < count; from += batch) {
    signal.throwIfAborted();
    const to = Math.min(from + batch, count);
    await writer.write(Array.from({ length: to - from }, (_, i) => rowsOf(from + i)).flat());
    progress.report(to, count, what);
  }
}
