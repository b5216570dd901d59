import { join } from "node:path";
import type { LearnedBehaviour } from "#lib/behaviour/customer-signals.ts";
import { type HeldOut, holdOutAfter } from "#lib/behaviour/hold-out.ts";
import { learnBehaviour } from "#lib/behaviour/learn-behaviour.ts";
import {
  freshOrders,
  type LearningReport,
  type LearningSettings,
  learnWay,
  openOrders,
} from "#lib/behaviour/learn-customers.ts";
import type { NextOrderReader } from "#lib/behaviour/next-order-reader.ts";
import type { PairScorer } from "#lib/behaviour/pair-scorer.ts";
import type { Purchases } from "#lib/behaviour/purchases.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { type TogetherItems, togetherItems } from "#lib/behaviour/together.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import type { StepContext } from "#lib/run/step.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { customerCountQuery, eventsQuery, ordersQuery } from "./behaviour-queries.ts";
import { type BehaviourSources, listSources } from "./behaviour-sources.ts";
import type { Catalogue } from "./catalogue.ts";
import type { IngestedFiles } from "./ingested-files.ts";
import { readEvents, readOrders } from "./read-behaviour.ts";

/** Neighbours kept for `together`: more than a list shows, since some are not to be had any more. */
const keptTogether = 50;
/** Customers that are learned from; of more, a share of about so many stands for all. */
const mostLearned = 50_000;
/** Steps of the model over orders. */
export const networkSteps = { quick: 60, standard: 120, thorough: 1000 } as const;

/** All that the step knows of customers and items once it has read everything. */
export interface ShopBehaviour {
  readonly sources: BehaviourSources;
  readonly customers: number;
  readonly orders: number;
  readonly learned: LearnedBehaviour;
  readonly scorer: PairScorer;
  /** Undefined where it is not used. */
  readonly next: NextOrderReader | undefined;
  readonly report: LearningReport;
  readonly together: TogetherItems;
  /** [items] times that the item is in an order of those learned from. */
  readonly bought: Int32Array;
}

export async function learnShop(
  context: StepContext,
  catalogue: Catalogue,
  files: IngestedFiles,
  dataset: DatasetDescription,
): Promise<ShopBehaviour> {
  const { scratch, config, seed, threads, signal, progress } = context;
  const sources = await listSources(files, catalogue.item, scratch);
  const read = await openTables(context, (duckdb) => readShop(duckdb, sources, catalogue));
  const { purchases, orders } = read;
  if (read.customers === 0) progress.say(noCustomers);
  if (orders.rows === 0) progress.say(noOrders);
  const text = textVectors(catalogue.words);
  const steps = networkSteps[config.training.effort];
  const settings: LearningSettings = {
    ...{ text, seed, threads, signal, networkSteps: steps, vectors: catalogue.vectors },
    onStep: (step, of, loss) => progress.report(step, of, `orders, loss ${loss.toFixed(3)}`),
  };
  const way = await learnWay(holdOut(purchases, dataset), settings);
  if (read.customers > 0) progress.say(sayWay(way.report));
  const learned = learnBehaviour(purchases, text);
  const model =
    way.way === "network-and-orders" ? await freshOrders(way, learned, settings) : undefined;
  return {
    ...{ sources, learned, customers: read.customers, orders: orders.rows },
    scorer: way.scorer,
    next: model && (await openOrders(model, learned, settings)),
    report: way.report,
    together: togetherItems(orders, keptTogether),
    bought: countBought(purchases),
  };
}

async function readShop(duckdb: Duckdb, sources: BehaviourSources, { item }: Catalogue) {
  const count = customerCountQuery(sources);
  const [row] = count === undefined ? [] : await duckdb.rows(count);
  const customers = Number(row?.n ?? 0);
  const share = { index: 0, count: Math.max(1, Math.ceil(customers / mostLearned)) };
  const { purchases } = await readEvents(duckdb, eventsQuery(sources, share), item.length);
  const orders = await readOrders(duckdb, ordersQuery(sources, share), item.length);
  return { customers, purchases, orders };
}

/** The step's tables, open while `use` runs; what they do not fit in memory they spill. */
export function openTables<Result>(
  { scratch, threads, signal }: StepContext,
  use: (duckdb: Duckdb) => Promise<Result>,
): Promise<Result> {
  const tempFolder = join(scratch, "duckdb");
  return withDuckdb({ threads, memoryMegabytes: 400, folders: [scratch], tempFolder, signal }, use);
}

/** The last stretch as long as the horizon is what is told; where history is short, its last third. */
function holdOut(purchases: Purchases, dataset: DatasetDescription): HeldOut {
  const { cutoff, cutoffPeriod, horizon, calendar } = dataset;
  const end = toEpochDay(cutoff);
  const asked = end - toEpochDay(periodDate(cutoffPeriod - horizon + 1, calendar)) + 1;
  const first = purchases.day.reduce((least, day) => Math.min(least, day), end);
  const days = Math.max(1, Math.min(asked, Math.floor((end - first) / 3)));
  return holdOutAfter(purchases, end - days, days);
}

function countBought({ items, item, order }: Purchases): Int32Array {
  const bought = new Int32Array(items);
  for (const [e, i] of item.entries()) {
    if ((order[e] as number) >= 0) bought[i] = (bought[i] as number) + 1;
  }
  return bought;
}

function sayWay({ chosen, ways, judged }: LearningReport): string {
  const scores = Object.entries(ways).map(([way, { ndcg }]) => `${way} ${ndcg.toFixed(4)}`);
  return `Of ${judged} customers kept apart, lists were met best by ${chosen} (NDCG@10: ${scores.join(", ")}); the others are off.`;
}

const noCustomers =
  "Neither sales nor interactions name a customer: nothing is recommended to customers, and similar items are found by their words alone.";
const noOrders =
  "Sales name neither order nor customer: nothing can be said of what is bought together.";
