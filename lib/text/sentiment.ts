import { splitWords } from "./split-words.ts";

/** A review that says in words and in stars what a customer thinks. */
export interface RatedText {
  readonly text: string;
  /** 1 … 5 */
  readonly stars: number;
}

/** Tells stars from words. */
export interface Sentiment {
  /** Stars that the words let expect, from least to most that were given; undefined where no word is known. */
  starsOf(text: string): number | undefined;
}

/** Fewer reviews, or fewer of either kind, teach nothing. */
const fewestReviews = 200;
const fewestOfKind = 20;
/** A term of fewer reviews is chance. */
const leastReviews = 3;
/** Reviews of each term that it is thought to have in either kind before any is read. */
const prior = 1;

/**
 * Learns from a shop's own reviews which words praise and which complain: log-count ratios of words and pairs
 * of words (Wang & Manning 2012), averaged over a text, then put on the scale of the stars by least squares.
 *
 *     r(t) = ln( (k + n⁺(t)) / Σ (k + n⁺) ) − ln( (k + n⁻(t)) / Σ (k + n⁻) )
 *     score = Σ_t r(t) / √terms        stars = a + b · score
 *
 * n⁺ and n⁻ count the reviews, above and up to the median of the stars, that hold t.
 *
 * @returns undefined where there are too few reviews, or all are alike
 */
export function learnSentiment(reviews: readonly RatedText[]): Sentiment | undefined {
  if (reviews.length < fewestReviews) return undefined;
  const sorted = reviews.map(({ stars }) => stars).sort((a, b) => a - b);
  const median = sorted[sorted.length >> 1] as number;
  const isPraise = (stars: number) => (median === sorted.at(-1) ? stars >= median : stars > median);
  const praising = reviews.filter(({ stars }) => isPraise(stars)).length;
  if (Math.min(praising, reviews.length - praising) < fewestOfKind) return undefined;
  const ratios = logCountRatios(reviews, isPraise);
  const told = reviews.flatMap(({ text, stars }) => {
    const score = scoreOf(text, ratios);
    return score === undefined ? [] : [{ score, stars }];
  });
  const { intercept, slope } = lineThrough(told);
  if (!(slope > 0)) return undefined;
  const [least, most] = [sorted[0] as number, sorted.at(-1) as number];
  return {
    starsOf: (text) => {
      const score = scoreOf(text, ratios);
      if (score === undefined) return undefined;
      return Math.min(most, Math.max(least, intercept + slope * score));
    },
  };
}

function logCountRatios(
  reviews: readonly RatedText[],
  isPraise: (stars: number) => boolean,
): ReadonlyMap<string, number> {
  const counts = new Map<string, [complaints: number, praises: number]>();
  for (const { text, stars } of reviews) {
    const kind = isPraise(stars) ? 1 : 0;
    for (const term of termsOf(text)) {
      const count = counts.get(term) ?? [0, 0];
      counts.set(term, count);
      count[kind] += 1;
    }
  }
  const kept = [...counts].filter(([, [a, b]]) => a + b >= leastReviews);
  const total = (kind: 0 | 1) => kept.reduce((sum, [, count]) => sum + count[kind] + prior, 0);
  const base = Math.log(total(0) / total(1));
  return new Map(
    kept.map(([term, [complaints, praises]]) => [
      term,
      Math.log((praises + prior) / (complaints + prior)) + base,
    ]),
  );
}

/** Words, ideographs, and what stands side by side: `not good` says another thing than `good`. */
function termsOf(text: string): Set<string> {
  const words = splitWords(text).filter((word) => /[\p{L}\p{N}]/u.test(word));
  return new Set([...words, ...words.slice(1).map((word, i) => `${words[i]} ${word}`)]);
}

function scoreOf(text: string, ratios: ReadonlyMap<string, number>): number | undefined {
  let [sum, count] = [0, 0];
  for (const term of termsOf(text)) {
    const ratio = ratios.get(term);
    if (ratio === undefined) continue;
    sum += ratio;
    count += 1;
  }
  return count > 0 ? sum / Math.sqrt(count) : undefined;
}

function lineThrough(points: readonly { readonly score: number; readonly stars: number }[]) {
  const mean = (of: (point: (typeof points)[number]) => number) =>
    points.reduce((sum, point) => sum + of(point), 0) / points.length;
  const [score, stars] = [mean((point) => point.score), mean((point) => point.stars)];
  const covariance = mean((point) => (point.score - score) * (point.stars - stars));
  const slope = covariance / mean((point) => (point.score - score) ** 2);
  return { intercept: stars - slope * score, slope };
}
