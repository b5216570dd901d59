import type { Purchases } from "./purchases.ts";
import { type RankingScores, rankingScores, scoredLength } from "./ranking-scores.ts";
import { TopList } from "./top-list.ts";

/**
 * How sought after each item is, [items], 1 the most: purchases, each counting half as much for every
 * `halfLifeDays` that it lies before the last.
 */
export function popularity(purchases: Purchases, halfLifeDays: number): Float64Array {
  const { items, item, day, order } = purchases;
  const last = day.reduce((latest, d) => Math.max(latest, d), 0);
  const weight = new Float64Array(items);
  for (let e = 0; e < item.length; e++) {
    if ((order[e] as number) < 0) continue;
    const i = item[e] as number;
    weight[i] = (weight[i] as number) + fading(last - (day[e] as number), halfLifeDays);
  }
  const most = weight.reduce((a, b) => Math.max(a, b), 0);
  return most > 0 ? weight.map((w) => w / most) : weight;
}

/** How well the same list for all would do: the best of the most bought of the month, quarter and year. */
export function popularityRanking(past: Purchases, wanted: readonly Int32Array[]): RankingScores {
  const scores = [30, 90, 365].map((halfLifeDays) => {
    const list = new TopList(scoredLength);
    for (const [item, score] of popularity(past, halfLifeDays).entries()) list.offer(item, score);
    const same = list.candidate.slice(0, list.length);
    return rankingScores(wanted, () => same, scoredLength);
  });
  return scores.reduce((best, other) => (other.ndcg > best.ndcg ? other : best));
}

/** What is left of 1 after `days`: 2^(−days / half-life). */
export const fading = (days: number, halfLifeDays: number): number => 2 ** (-days / halfLifeDays);
