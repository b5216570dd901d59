import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";

/** Demand of a period that has sales only now and then: nothing, then sales of some size and more. */
export interface SaleStart {
  /** The lowest level that sees a sale. */
  readonly level: number;
  /** 1 − p, up to which nothing is sold; at most that level's probability. */
  readonly probability: number;
  /** v, units of the smallest sale: quantiles are linear from here to that level. */
  readonly smallest: number;
  /** Mean units above the highest level, for draws beyond it. */
  readonly tail: number;
}

/**
 * Where sales begin in a row of quantiles whose lowest see none. Between the last level without a sale and
 * the first with one, a straight line would draw sales that are smaller and more often than any there
 * are. The forecast's chance p of a sale says where they begin, and its mean μ says how small they are:
 *
 *     μ = (p_k − (1 − p)) (v + q_k) / 2 + Σ_{j ≥ k} (p_{j+1} − p_j) (q_j + q_{j+1}) / 2 + (1 − p_K) (q_K + tail)
 *
 * Where the highest level alone sees a sale it tells nothing of the tail: v is then the mean sale, if it
 * is no greater than q_K, and the tail what is missing to the mean.
 *
 * @param row       q, units, rising; some above 0
 * @param expected  μ, units
 * @param chance    p, probability of any sale
 */
export function saleStart(
  row: Float64Array,
  levels: QuantileLevels,
  expected: number,
  chance: number,
): SaleStart {
  const top = levels.length - 1;
  const level = row.findIndex((units) => units > 0);
  const at = (k: number) => ({ p: levels[k] as number, q: row[k] as number });
  const [first, last] = [at(level), at(top)];
  const before = level === 0 ? 0 : at(level - 1).p;
  const probability = Math.min(Math.max(1 - chance, before), first.p);
  const width = first.p - probability;
  const above = (1 - last.p) * last.q;
  if (level === top) {
    const smallest = Math.min(first.q, expected / (1 - probability));
    const missing = expected - (width * (smallest + first.q)) / 2 - above;
    return { level, probability, smallest, tail: Math.max(0, missing / (1 - last.p)) };
  }
  const next = at(top - 1);
  const tail = (last.q - next.q) / Math.log((1 - next.p) / (1 - last.p));
  let rest = above + (1 - last.p) * tail;
  for (let k = level; k < top; k++) {
    const [low, high] = [at(k), at(k + 1)];
    rest += ((high.p - low.p) * (low.q + high.q)) / 2;
  }
  const smallest = width > 0 ? (2 * (expected - rest)) / width - first.q : 0;
  return { level, probability, smallest: Math.min(Math.max(0, smallest), first.q), tail };
}
