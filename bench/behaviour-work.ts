import { spawn } from "node:child_process";
import { once } from "node:events";
import { text } from "node:stream/consumers";
import { fileURLToPath } from "node:url";
import { eventsQuery } from "#jobs/recommend/behaviour-queries.ts";
import { listSources } from "#jobs/recommend/behaviour-sources.ts";
import { readCatalogue } from "#jobs/recommend/catalogue.ts";
import { IngestedFiles } from "#jobs/recommend/ingested-files.ts";
import { networkSteps, openTables } from "#jobs/recommend/learn.ts";
import { readEvents } from "#jobs/recommend/read-behaviour.ts";
import { holdOutAfter } from "#lib/behaviour/hold-out.ts";
import { judgePairs } from "#lib/behaviour/judged-pairs.ts";
import { learnBehaviour } from "#lib/behaviour/learn-behaviour.ts";
import { freshOrders, learnWay, openOrders } from "#lib/behaviour/learn-customers.ts";
import { PairReader } from "#lib/behaviour/pair-features.ts";
import { rankingOf } from "#lib/behaviour/pair-ranking.ts";
import { popularity } from "#lib/behaviour/popularity.ts";
import type { Purchases } from "#lib/behaviour/purchases.ts";
import { type RankingScores, rankingScores, scoredLength } from "#lib/behaviour/ranking-scores.ts";
import { type Reliability, reliability } from "#lib/behaviour/reliability.ts";
import { textVectors } from "#lib/behaviour/text-vectors.ts";
import { TopList } from "#lib/behaviour/top-list.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import { toEpochDay } from "#lib/domain/business-date.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import type { StepContext } from "#lib/run/step.ts";
import { als } from "./behaviour/als.ts";
import { type Exam, examAfter } from "./behaviour/later-orders.ts";
import { bm25, itemKnn, ownFrequency, popular, type Rival } from "./behaviour/rivals.ts";

/** What it prints of a run whose ingest, prepare and embed are done. */
export interface BehaviourWork {
  readonly customers: number;
  readonly items: number;
  readonly scores: Readonly<Record<string, RankingScores>>;
  readonly chosen: string;
  readonly reliability: Pick<Reliability, "error" | "crossEntropy" | "plainCrossEntropy">;
  /** Items nobody bought before the cut, ranked among themselves. */
  readonly cold: Readonly<Record<"items" | "customers", number>> & {
    readonly ours: RankingScores;
    readonly byCategory: RankingScores;
  };
}

const [configPath = "", address = "", run = "", scratch = "", horizon = "28"] =
  process.argv.slice(2);
const config = await readConfig(configPath);
const context: StepContext = {
  ...{ run, config, scratch, dataFolder: "", asOf: undefined, seed: 1, threads: 2 },
  lake: await openLake(address),
  progress: { report: () => {}, say: (sentence) => console.error(sentence) },
  signal: new AbortController().signal,
};
const key = stepKey(run, "prepare", "dataset.json");
const { cutoff } = await requireJson<DatasetDescription>(context.lake, key);
const catalogue = await readCatalogue(context, cutoff);
const files = await IngestedFiles.open(context);
const sources = await listSources(files, catalogue.item, scratch);
const { purchases } = await openTables(context, (duckdb) =>
  readEvents(duckdb, eventsQuery(sources, { index: 0, count: 1 }), catalogue.item.length),
);
const days = Number(horizon);
const cut = toEpochDay(cutoff) - days;
const exam = examAfter(purchases, cut);
const wanted = exam.customers.map((customer) => exam.held.bought[customer] as Int32Array);
const ours = await playOurs(exam);
const work: BehaviourWork = {
  customers: exam.customers.length,
  items: purchases.items,
  scores: {
    shelfcast: ours.scores,
    ...playRivals(exam),
    ...(process.env.SHELFCAST_PYTORCH && { SASRec: await playSasRec(exam) }),
  },
  chosen: ours.chosen,
  reliability: ours.reliability,
  cold: ours.cold,
};
console.log(JSON.stringify(work));

/** As the step `recommend` learns, on what lies before the cut, and offers after it. */
async function playOurs({ lesson, held, customers }: Exam) {
  const words = textVectors(catalogue.words);
  const settings = {
    ...{ text: words, vectors: catalogue.vectors, seed: 1, threads: 2 },
    networkSteps: networkSteps[config.training.effort],
  };
  const way = await learnWay(holdOutAfter(lesson, cut - days, days), settings);
  const learned = learnBehaviour(lesson, words);
  const model =
    way.way === "network-and-orders" ? await freshOrders(way, learned, settings) : undefined;
  const next = model && (await openOrders(model, learned, settings));
  const reader = new PairReader(learned, held.past, next);
  const pairs = await judgePairs(reader, held, customers);
  const said = await way.scorer.score(pairs.features);
  const { error, crossEntropy, plainCrossEntropy } = reliability(said, pairs.bought);
  return {
    scores: rankingOf(pairs, said),
    chosen: way.way,
    reliability: { error, crossEntropy, plainCrossEntropy },
    cold: await playCold(reader, lesson, (features) => way.scorer.score(features)),
  };
}

/** Customers that bought an item nobody had before: how high is it among those nobody had? */
async function playCold(
  reader: PairReader,
  lesson: Purchases,
  score: (features: Float32Array) => Promise<Float32Array>,
): Promise<BehaviourWork["cold"]> {
  const sold = new Uint8Array(lesson.items);
  for (const item of lesson.item) sold[item] = 1;
  const cold = Int32Array.from(sold.keys()).filter((item) => sold[item] === 0);
  const bought = exam.held.bought.map((items) => items.filter((item) => sold[item] === 0));
  const customers = exam.customers.filter((customer) => (bought[customer]?.length ?? 0) > 0);
  const pairs = await judgePairs(reader, { ...exam.held, bought }, customers, cold);
  const byCategory = categoryScores(lesson);
  const best = new TopList(scoredLength);
  for (const item of cold) best.offer(item, byCategory[item] as number);
  const same = best.candidate.slice(0, best.length);
  return {
    items: cold.length,
    customers: customers.length,
    ours: rankingOf(pairs, await score(pairs.features)),
    byCategory: rankingScores(pairs.wanted, () => same, scoredLength),
  };
}

/** What an item's category sells; where no category is told, the last word of the title is one. */
function categoryScores(lesson: Purchases): Float64Array {
  const category = catalogue.category.map((path, i) => path || (catalogue.words[i]?.at(-1) ?? ""));
  const sought = popularity(lesson, 90);
  const sums = new Map<string, number>();
  for (const [i, name] of category.entries()) {
    sums.set(name, (sums.get(name) ?? 0) + (sought[i] as number));
  }
  return Float64Array.from(category, (name) => sums.get(name) ?? 0);
}

/** Of each rival the best of a few settings, chosen on the exam itself: a favour that we have not. */
function playRivals(given: Exam): Record<string, RankingScores> {
  const halfLives = [7, 30, 90, 365];
  const fields: Record<string, readonly Rival[]> = {
    popularity: halfLives.map((days) => popular(given, days)),
    "own items by frequency": halfLives.map((days) => ownFrequency(given, days)),
    "item-kNN": [false, true].map((withOwn) => itemKnn(given, withOwn)),
    BM25: [false, true].map((withOwn) => bm25(given, withOwn)),
    ALS: [1, 10, 40].map((alpha) => als(given, alpha, 10)),
  };
  return Object.fromEntries(
    Object.entries(fields).map(([name, rivals]) => [name, bestOf(rivals.map(rank))]),
  );
}

function bestOf(scores: readonly RankingScores[]): RankingScores {
  return scores.reduce((best, other) => (other.ndcg > best.ndcg ? other : best));
}

function rank(rival: Rival): RankingScores {
  const best = new TopList(scoredLength);
  const lists = exam.customers.map((customer) => {
    best.clear();
    for (const [item, score] of rival(customer).entries()) best.offer(item, score);
    return best.candidate.slice(0, best.length);
  });
  return rankingScores(wanted, (row) => lists[row] as Int32Array, scoredLength);
}

async function playSasRec({ lesson, held, customers }: Exam): Promise<RankingScores> {
  const of = ({ offsets, item }: Purchases, c: number) => [
    ...item.subarray(offsets[c], offsets[c + 1]),
  ];
  const sequences = Array.from({ length: lesson.customers }, (_, c) => of(lesson, c));
  const script = fileURLToPath(new URL("pytorch/sasrec.py", import.meta.url));
  const results = [];
  for (const dropout of [0.2, 0.5]) {
    const child = spawn(process.env.SHELFCAST_PYTORCH as string, [script], {
      stdio: ["pipe", "pipe", "inherit"],
    });
    const asked = customers.map((customer) => of(held.past, customer));
    child.stdin.end(
      JSON.stringify({ items: lesson.items, lesson: sequences, asked, epochs: 200, dropout }),
    );
    const closed = once(child, "close");
    const lists = JSON.parse(await text(child.stdout)) as number[][];
    await closed;
    results.push(rankingScores(wanted, (row) => Int32Array.from(lists[row] ?? []), scoredLength));
  }
  return bestOf(results);
}
