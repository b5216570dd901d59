import type { JudgedPairs } from "./judged-pairs.ts";
import { type RankingScores, rankingScores, scoredLength } from "./ranking-scores.ts";
import { TopList } from "./top-list.ts";

/** How well lists by `scores` [pairs] meet what customers bought. */
export function rankingOf(pairs: JudgedPairs, scores: Float32Array): RankingScores {
  const list = new TopList(scoredLength);
  const lists = pairs.wanted.map((_, row) => {
    list.clear();
    for (let k = pairs.offsets[row] as number; k < (pairs.offsets[row + 1] as number); k++) {
      list.offer(pairs.item[k] as number, scores[k] as number);
    }
    return list.candidate.slice(0, list.length);
  });
  return rankingScores(pairs.wanted, (row) => lists[row] as Int32Array, scoredLength);
}
