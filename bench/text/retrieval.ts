import { TopList } from "#lib/behaviour/top-list.ts";

/** How often the nearest texts are of a query's own category. */
export interface RetrievalScores {
  /** Share of the nearest text, and of the ten nearest, that are. */
  readonly precision: { readonly 1: number; readonly 10: number };
  /** Mean of 1 / place of the first that is. */
  readonly reciprocalRank: number;
}

/**
 * @param wanted   category of each query
 * @param known    category of each text that can be found
 * @param scoresOf of all texts, the nearest highest; ties go to the text that comes first
 */
export function retrievalScores(
  wanted: readonly string[],
  known: readonly string[],
  scoresOf: (query: number) => Float32Array,
): RetrievalScores {
  let [first, ten, reciprocal] = [0, 0, 0];
  for (const [query, category] of wanted.entries()) {
    const scores = scoresOf(query);
    const isSame = (row: number) => known[row] === category;
    const nearest = new TopList(10);
    for (const [row, score] of scores.entries()) nearest.offer(row, score);
    const place = firstPlace(scores, isSame);
    first += place === 1 ? 1 : 0;
    ten += nearest.candidate.filter(isSame).length / 10;
    reciprocal += 1 / place;
  }
  const { length } = wanted;
  return {
    precision: { 1: first / length, 10: ten / length },
    reciprocalRank: reciprocal / length,
  };
}

/** Counted from 1; infinite where none is. */
function firstPlace(scores: Float32Array, isSame: (row: number) => boolean): number {
  let best = -1;
  for (const [row, score] of scores.entries())
    if (isSame(row) && (best < 0 || score > (scores[best] as number))) best = row;
  if (best < 0) return Number.POSITIVE_INFINITY;
  const least = scores[best] as number;
  const isBefore = (score: number, row: number) => score > least || (score === least && row < best);
  return scores.reduce((place, score, row) => place + (isBefore(score, row) ? 1 : 0), 1);
}

/** Cosines of a query with all texts, both of length 1: [rows, width]. */
export function cosines(queries: Float32Array, texts: Float32Array, width: number) {
  return (query: number): Float32Array => {
    const own = queries.subarray(query * width, (query + 1) * width);
    return Float32Array.from({ length: texts.length / width }, (_, row) => {
      let sum = 0;
      for (let k = 0; k < width; k++)
        sum += (own[k] as number) * (texts[row * width + k] as number);
      return sum;
    });
  };
}
