/** Length of the lists that are scored. */
export const scoredLength = 10;

/** How well ranked lists meet what was bought, mean over the customers with anything to meet. */
export interface RankingScores {
  readonly recall: number;
  readonly ndcg: number;
  readonly customers: number;
}

/**
 * Recall and normalised discounted cumulative gain of lists of `length` (Järvelin & Kekäläinen 2002),
 * every item of the shop a candidate, none sampled:
 *
 *     recall = hits / |bought|        (not over min(length, |bought|), as some have it)
 *     ndcg   = Σ over hits 1 / log₂(rank + 1)  /  the same sum for the best possible list
 *
 * @param listOf the customer's list, best first
 */
export function rankingScores(
  bought: readonly Int32Array[],
  listOf: (customer: number) => Int32Array,
  length: number,
): RankingScores {
  let recall = 0;
  let ndcg = 0;
  let customers = 0;
  for (const [customer, items] of bought.entries()) {
    if (items.length === 0) continue;
    const wanted = new Set(items);
    const list = listOf(customer).subarray(0, length);
    customers++;
    recall += list.reduce((hits, item) => hits + (wanted.has(item) ? 1 : 0), 0) / wanted.size;
    ndcg += gainOf(list, wanted) / bestGain(Math.min(length, wanted.size));
  }
  const over = Math.max(1, customers);
  return { recall: recall / over, ndcg: ndcg / over, customers };
}

/** Of the item at 0, the first, ln 2 / ln 2 = 1. */
const gainAt = (place: number): number => 1 / Math.log2(place + 2);

const gainOf = (list: Int32Array, wanted: ReadonlySet<number>): number =>
  list.reduce((sum, item, place) => sum + (wanted.has(item) ? gainAt(place) : 0), 0);

function bestGain(hits: number): number {
  let sum = 0;
  for (let place = 0; place < hits; place++) sum += gainAt(place);
  return sum;
}
