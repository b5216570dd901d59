import { countTerms } from "./text-terms.ts";

/** What a query means among the texts: rows and how much of the query each is, summing to 1. */
export interface QueryMatch {
  readonly rows: readonly number[];
  readonly weights: readonly number[];
}

/** Texts that share less with a query than this, of 1, or than half the best one, are not meant. */
const leastScore = 0.15;
const shareOfBest = 0.5;
const mostRows = 200;
const alwaysTelling = 20;

/**
 * Finds the texts that a query means by the words they share (Salton & Buckley 1988, "ltc" cosine):
 *
 *     score = Σ_t w_q(t) w_d(t),   w(t) = (1 + ln tf) · ln(1 + N / df), each text of length 1
 *
 * Terms are words, and pairs of neighbouring ideographs, since one ideograph alone says little.
 */
export class QueryMatches {
  readonly #documents: number;
  /** Rows and weights of the texts that hold a term. */
  readonly #postings: ReadonlyMap<string, Posting>;

  /**
   * @param texts [rows] "" where there is nothing to be found
   * @param commonShare a term in more than this share of many texts tells them apart no more
   */
  constructor(texts: readonly string[], commonShare = 0.3) {
    const counts = texts.map(countTerms);
    this.#documents = texts.length;
    const frequency = new Map<string, number>();
    for (const terms of counts) {
      for (const term of terms.keys()) frequency.set(term, (frequency.get(term) ?? 0) + 1);
    }
    const most = Math.max(alwaysTelling, commonShare * texts.length);
    const postings = new Map<string, Posting>();
    for (const [term, df] of frequency) if (df <= most) postings.set(term, emptyPosting(df));
    for (const [row, terms] of counts.entries()) this.#post(postings, row, terms);
    this.#postings = postings;
  }

  #post(postings: Map<string, Posting>, row: number, terms: ReadonlyMap<string, number>): void {
    const weighed = this.#weigh(terms, postings);
    for (const { posting, weight } of weighed) {
      posting.rows.push(row);
      posting.weights.push(weight);
    }
  }

  #weigh(terms: ReadonlyMap<string, number>, postings: ReadonlyMap<string, Posting>) {
    const weighed = [...terms].flatMap(([term, tf]) => {
      const posting = postings.get(term);
      if (!posting) return [];
      const rarity = Math.log(1 + this.#documents / posting.documents);
      return [{ posting, weight: (1 + Math.log(tf)) * rarity }];
    });
    const length = Math.hypot(...weighed.map(({ weight }) => weight));
    return weighed.map(({ posting, weight }) => ({ posting, weight: weight / length }));
  }

  /** Scores, 0 … 1, of the texts that share a telling word with `query`. */
  scores(query: string): Map<number, number> {
    const scores = new Map<number, number>();
    for (const { posting, weight } of this.#weigh(countTerms(query), this.#postings)) {
      for (const [i, row] of posting.rows.entries()) {
        scores.set(row, (scores.get(row) ?? 0) + weight * (posting.weights[i] as number));
      }
    }
    return scores;
  }

  /** Texts by their score, best first; none where no telling word is shared. */
  match(query: string): QueryMatch {
    const scores = this.scores(query);
    const best = Math.max(0, ...scores.values());
    const least = Math.max(leastScore, shareOfBest * best);
    const meant = [...scores].filter(([, score]) => score >= least);
    meant.sort(([a, x], [b, y]) => y - x || a - b);
    return shared(meant.slice(0, mostRows));
  }
}

interface Posting {
  /** Texts that hold the term. */
  readonly documents: number;
  readonly rows: number[];
  readonly weights: number[];
}

const emptyPosting = (documents: number): Posting => ({ documents, rows: [], weights: [] });

function shared(meant: readonly (readonly [row: number, score: number])[]): QueryMatch {
  const total = meant.reduce((sum, [, score]) => sum + score, 0);
  return { rows: meant.map(([row]) => row), weights: meant.map(([, score]) => score / total) };
}
