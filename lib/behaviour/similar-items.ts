import { NeighbourLists, type Neighbours, nearestRows } from "./nearest-rows.ts";
import { rowCounts, rowNorms, type SparseRows, transpose } from "./sparse-rows.ts";
import { TopList } from "./top-list.ts";

/** Customers that must have wanted both items before their company says anything. */
const leastCustomers = 2;
/** Customers it takes before what they did weighs as much as doubt, or as what the text says. */
const shrinkage = 10;
/** Words of the same kind promise less than customers of the same kind. */
const textShare = 0.5;

/**
 * Items alike in who wants them and in their words. The fewer customers an item has, the more its
 * words count: one nobody bought yet is known by them alone.
 *
 *     s(i, j) = cos(i, j) · n / (n + λ) + ½ (1 − min(e_i, e_j)) · text(i, j)
 *
 * cos over customers (item-kNN; Sarwar et al. 2001), n customers in common, e_i = m_i / (m_i + λ)
 * with m_i customers of i (shrinkage: Bell & Koren 2007), text the cosine of TF-IDF vectors.
 * `shared` counts the customers in common: 0 where the words alone speak.
 *
 * @param customers [customers × items]
 * @param text      [items × words] rows of length 1
 */
export function similarItems(customers: SparseRows, text: SparseRows, most: number): Neighbours {
  const wanted = transpose(customers);
  const evidence = Float64Array.from(rowCounts(wanted), (count) => count / (count + shrinkage));
  const company = nearestRows(wanted, {
    most,
    leastShared: leastCustomers,
    score: cosine(wanted),
  });
  const words = nearestRows(text, { most, leastShared: 1, score: (_i, _j, product) => product });
  return blend(company, words, evidence, most);
}

function cosine(wanted: SparseRows) {
  const norms = rowNorms(wanted);
  return (item: number, other: number, product: number, shared: number): number =>
    (product / ((norms[item] as number) * (norms[other] as number))) *
    (shared / (shared + shrinkage));
}

function blend(
  company: Neighbours,
  words: Neighbours,
  evidence: Float64Array,
  most: number,
): Neighbours {
  const found = new NeighbourLists(evidence.length, most);
  const best = new TopList(most);
  for (let item = 0; item < evidence.length; item++) {
    const scores = new Map<number, { score: number; shared: number }>();
    eachNeighbour(company, item, (other, score, shared) => scores.set(other, { score, shared }));
    eachNeighbour(words, item, (other, score) => {
      const known = Math.min(evidence[item] as number, evidence[other] as number);
      const before = scores.get(other);
      const sum = (before?.score ?? 0) + textShare * (1 - known) * score;
      scores.set(other, { score: sum, shared: before?.shared ?? 0 });
    });
    best.clear();
    for (const [other, { score }] of scores) best.offer(other, score);
    for (let k = 0; k < best.length; k++) {
      const other = best.candidate[k] as number;
      found.add(other, best.score[k] as number, scores.get(other)?.shared ?? 0);
    }
    found.endRow();
  }
  return found.finish();
}

export function eachNeighbour(
  { offsets, row, score, shared }: Neighbours,
  of: number,
  visit: (other: number, score: number, shared: number) => void,
): void {
  for (let k = offsets[of] as number; k < (offsets[of + 1] as number); k++) {
    visit(row[k] as number, score[k] as number, shared[k] as number);
  }
}
