import { join } from "node:path";
import type { LearnedBehaviour } from "#lib/behaviour/customer-signals.ts";
import {
  evaluateRecommendations,
  type RecommendationScores,
} from "#lib/behaviour/evaluate-recommendations.ts";
import { learnBehaviour } from "#lib/behaviour/learn-behaviour.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { type TogetherItems, togetherItems } from "#lib/behaviour/together.ts";
import type { StepContext } from "#lib/run/step.ts";
import { withDuckdb } from "#lib/tables/duckdb.ts";
import { eventsQuery, ordersQuery } from "./behaviour-queries.ts";
import { fetchBehaviour } from "./behaviour-sources.ts";
import type { Catalogue } from "./catalogue.ts";
import { readEvents, readOrders } from "./read-behaviour.ts";

/** Neighbours kept for `together`: more than a list shows, since some are not to be had any more. */
const keptTogether = 50;

/** All that the step knows of customers and items once it has read everything. */
export interface ShopBehaviour {
  /** [customers] */
  readonly customer: readonly string[];
  readonly learned: LearnedBehaviour;
  /** On each customer's last order, which nothing scored had seen; the mix of signals is from here. */
  readonly scores: RecommendationScores;
  readonly together: TogetherItems;
  readonly orders: number;
}

export async function learnShop(
  context: StepContext,
  catalogue: Catalogue,
): Promise<ShopBehaviour> {
  const { scratch, threads, signal, progress } = context;
  const items = catalogue.item.length;
  const sources = await fetchBehaviour(context, catalogue.item);
  const tempFolder = join(scratch, "duckdb");
  const settings = { threads, memoryMegabytes: 400, folders: [scratch], tempFolder, signal };
  const [{ purchases, customer }, orders] = await withDuckdb(settings, async (duckdb) => [
    await readEvents(duckdb, eventsQuery(sources), items),
    await readOrders(duckdb, ordersQuery(sources), items),
  ]);
  if (customer.length === 0) progress.say(noCustomers);
  if (orders.rows === 0) progress.say(noOrders);
  const text = textVectors(catalogue.words);
  return {
    customer,
    scores: evaluateRecommendations(purchases, text),
    learned: learnBehaviour(purchases, text),
    together: togetherItems(orders, keptTogether),
    orders: orders.rows,
  };
}

const noCustomers =
  "Neither sales nor interactions name a customer: nothing is recommended to customers, and similar items are found by their words alone.";
const noOrders =
  "Sales name neither order nor customer: nothing can be said of what is bought together.";
