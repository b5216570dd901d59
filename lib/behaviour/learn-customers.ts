import type { LearnedBehaviour } from "./customer-signals.ts";
import { foldWords, type ItemTextVectors } from "./dense-text.ts";
import type { HeldOut } from "./hold-out.ts";
import { type JudgedPairs, judgePairs } from "./judged-pairs.ts";
import { learnBehaviour } from "./learn-behaviour.ts";
import { NextOrderReader } from "./next-order-reader.ts";
import { PairReader, pairFeature, pairFeatures, unsaid } from "./pair-features.ts";
import { rankingOf } from "./pair-ranking.ts";
import type { PairScorer } from "./pair-scorer.ts";
import { popularityRanking } from "./popularity.ts";
import { PurchaseNetwork } from "./purchase-network.ts";
import type { Purchases } from "./purchases.ts";
import type { RankingScores } from "./ranking-scores.ts";
import { type Reliability, reliability } from "./reliability.ts";
import { chooseMix } from "./signal-mix.ts";
import type { SparseRows } from "./sparse-rows.ts";
import { type NextOrderModel, trainNextOrder } from "./train-next-order.ts";

export interface LearningSettings {
  /** [items × words], see `textVectors`. */
  readonly text: SparseRows;
  /** Of the text encoder; undefined where it did not run, and words are folded instead. */
  readonly vectors?: ItemTextVectors | undefined;
  readonly seed: number;
  readonly threads: number;
  /** Steps of the network over orders; it is left out at 0. */
  readonly networkSteps: number;
  readonly signal?: AbortSignal | undefined;
  readonly onStep?: ((step: number, steps: number, loss: number) => void) | undefined;
}

/** The ways to tell what a customer buys next, the simplest first. */
type Way = "mix" | "network" | "network-and-orders";

export interface LearningReport {
  /** Customers on whom the ways were compared; none of them was learned from. */
  readonly judged: number;
  readonly popularity: RankingScores;
  readonly ways: Readonly<Partial<Record<Way, RankingScores>>>;
  readonly chosen: Way;
  /** Of the chosen way on those customers; undefined where purchases were too few to learn from. */
  readonly reliability: Reliability | undefined;
}

/** Pairs to learn from and to judge by: beyond so many customers the ways move no more. */
const mostLearned = 3000;
const mostJudged = 1500;
/** Purchases among the pairs it takes to learn a network from. */
const leastPurchases = 300;

/** What was learned on a past whose future is known. */
export interface LearnedWay {
  readonly way: Way;
  readonly scorer: PairScorer;
  /** The model over orders; undefined where there was too little to train one. */
  readonly orders: NextOrderModel | undefined;
  readonly learned: LearnedBehaviour;
  readonly report: LearningReport;
}

/**
 * Learns on what lies before the orders held out, compares the ways on customers that none of them
 * learned from, and keeps the simplest that no other beats.
 */
export async function learnWay(held: HeldOut, settings: LearningSettings): Promise<LearnedWay> {
  const learned = learnBehaviour(held.past, settings.text);
  const orders = await trainOrders(held.past, learned, settings);
  const next = orders && (await openOrders(orders, learned, settings));
  const groups = splitCustomers(held);
  const reader = new PairReader(learned, held.past, next);
  const [lesson, exam] = [
    await judgePairs(reader, held, groups.learned),
    await judgePairs(reader, held, groups.judged),
  ];
  await next?.close();
  const found = await compareWays(lesson, exam, orders !== undefined, settings);
  const popularity = popularityRanking(held.past, exam.wanted);
  const seen = found.way === "network" ? withoutOrders(exam) : exam;
  const scores = await found.scorer.score(seen.features);
  const report: LearningReport = {
    judged: groups.judged.length,
    popularity,
    ways: found.ways,
    chosen: found.way,
    reliability:
      found.scorer instanceof PurchaseNetwork ? reliability(scores, exam.bought) : undefined,
  };
  return { way: found.way, scorer: found.scorer, orders, learned, report };
}

async function trainOrders(
  purchases: Purchases,
  { repurchase }: LearnedBehaviour,
  settings: LearningSettings,
  weights?: NextOrderModel["weights"],
): Promise<NextOrderModel | undefined> {
  const { text, vectors, networkSteps: steps, onStep } = settings;
  return await trainNextOrder({
    ...settings,
    purchases,
    intervals: repurchase.intervals,
    text: vectors ?? foldWords(text),
    steps: weights ? Math.ceil(steps / 3) : steps,
    ...(weights && { weights }),
    onStep: (step, loss) => onStep?.(step, steps, loss),
  });
}

/** The model over orders, brought up to all that is known, for a way that uses it. */
export async function freshOrders(
  { orders }: LearnedWay,
  learned: LearnedBehaviour,
  settings: LearningSettings,
): Promise<NextOrderModel | undefined> {
  return orders && (await trainOrders(learned.purchases, learned, settings, orders.weights));
}

export const openOrders = (
  model: NextOrderModel,
  { purchases, repurchase }: LearnedBehaviour,
  { threads }: LearningSettings,
): Promise<NextOrderReader> =>
  NextOrderReader.open(model, { purchases, intervals: repurchase.intervals }, threads);

/** Every third customer with a past is kept to judge by. */
function splitCustomers({ past, bought }: HeldOut) {
  const all: number[] = [];
  for (let c = 0; c < past.customers; c++) {
    const isKnown = (past.offsets[c + 1] as number) > (past.offsets[c] as number);
    if (isKnown && bought[c] !== undefined) all.push(c);
  }
  const learned = all.filter((_, k) => k % 3 !== 2);
  const judged = all.filter((_, k) => k % 3 === 2);
  return { learned: some(learned, mostLearned), judged: some(judged, mostJudged) };
}

function some(customers: readonly number[], most: number): number[] {
  const stride = Math.max(1, Math.ceil(customers.length / most));
  return customers.filter((_, k) => k % stride === 0);
}

interface ComparedWays {
  readonly way: Way;
  readonly scorer: PairScorer;
  readonly ways: LearningReport["ways"];
  readonly ndcg: number;
}

async function compareWays(
  lesson: JudgedPairs,
  exam: JudgedPairs,
  hasOrders: boolean,
  settings: LearningSettings,
): Promise<ComparedWays> {
  const mix = await chooseMix(lesson);
  if (lesson.bought.reduce((sum, y) => sum + y, 0) < leastPurchases) {
    return await judged("mix", mix, exam, {});
  }
  const calibrated = await PurchaseNetwork.train(lesson, mix, "calibrated", settings);
  let best = await judged("mix", calibrated, exam, {});
  for (const way of ["network", ...(hasOrders ? ["network-and-orders" as const] : [])] as const) {
    const seen = way === "network" ? withoutOrders : (pairs: JudgedPairs) => pairs;
    const network = await PurchaseNetwork.train(seen(lesson), mix, "free", settings);
    const other = await judged(way, network, seen(exam), best.ways);
    const isBetter = other.ndcg > best.ndcg;
    await (isBetter ? best : other).scorer.close();
    best = isBetter ? other : { ...best, ways: other.ways };
  }
  return best;
}

async function judged(
  way: Way,
  scorer: PairScorer,
  exam: JudgedPairs,
  ways: LearningReport["ways"],
): Promise<ComparedWays> {
  const scores = rankingOf(exam, await scorer.score(exam.features));
  return { way, scorer, ways: { ...ways, [way]: scores }, ndcg: scores.ndcg };
}

/** The same pairs as one sees them who knows no orders' model. */
function withoutOrders(pairs: JudgedPairs): JudgedPairs {
  const features = pairs.features.slice();
  for (let at = pairFeature.next; at < features.length; at += pairFeatures) features[at] = unsaid;
  return { ...pairs, features };
}
