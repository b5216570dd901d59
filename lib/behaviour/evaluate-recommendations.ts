import { chooseMix, scoredLength, scoreMix } from "./choose-mix.ts";
import { CustomerSignals } from "./customer-signals.ts";
import { leaveLastOrderOut } from "./hold-out.ts";
import { learnBehaviour } from "./learn-behaviour.ts";
import { popularity } from "./popularity.ts";
import type { Purchases } from "./purchases.ts";
import { type RankingScores, rankingScores } from "./ranking-scores.ts";
import type { SignalMix } from "./signal-mix.ts";
import type { SparseRows } from "./sparse-rows.ts";
import { TopList } from "./top-list.ts";

/** Recall and NDCG of ten recommendations against each customer's last order. */
export interface RecommendationScores {
  readonly mix: SignalMix;
  readonly recommendations: RankingScores;
  /** The best of three orders of popularity: of the last month, quarter and year. */
  readonly popularity: RankingScores;
}

/**
 * Leaves each customer's last order out, learns from all that is left, and ranks every item for the
 * day of that order. The mix of signals is chosen on the orders before the last, so that nothing of
 * what is scored was seen.
 */
export function evaluateRecommendations(
  purchases: Purchases,
  text: SparseRows,
): RecommendationScores {
  const held = leaveLastOrderOut(purchases);
  const earlier = leaveLastOrderOut(held.past);
  const mix = chooseMix(earlier, learnBehaviour(earlier.past, text));
  const signals = new CustomerSignals(learnBehaviour(held.past, text), mix.halfLifeDays);
  const byPopularity = [30, 90, 365].map((halfLifeDays) => {
    const list = mostPopular(held.past, halfLifeDays);
    return rankingScores(held.bought, () => list, scoredLength);
  });
  return {
    mix,
    recommendations: scoreMix(held, signals, mix),
    popularity: byPopularity.reduce((best, other) => (other.ndcg > best.ndcg ? other : best)),
  };
}

function mostPopular(purchases: Purchases, halfLifeDays: number): Int32Array {
  const list = new TopList(scoredLength);
  for (const [item, score] of popularity(purchases, halfLifeDays).entries())
    list.offer(item, score);
  return list.candidate.slice(0, list.length);
}
