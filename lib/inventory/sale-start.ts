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
 * are. The forecast's chance p of a sale says where they begin, and its mean μ how small they are:
 *
 *     μ = (p_k − (1 − p)) (v + q_k) / 2 + Σ_{j ≥ k} (p_{j+1} − p_j) (q_j + q_{j+1}) / 2 + (1 − p_K) (q_K + tail)
 *
 * with the exponential tail through the two highest levels. Where that would take a v above the line through
 * the first two levels that see a sale, v lies on the line, and what is missing to the mean is in a
 * longer tail. Where the highest level alone sees a sale v is the mean sale, if it is no greater than q_K.
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
  const at = (k: number): Point => ({ p: levels[k] as number, q: row[k] as number });
  const [first, last] = [at(level), at(top)];
  const before = level === 0 ? 0 : at(level - 1).p;
  const probability = Math.min(Math.max(1 - chance, before), first.p);
  const width = first.p - probability;
  let left = expected - (1 - last.p) * last.q;
  for (let k = level; k < top; k++) left -= areaBetween(at(k), at(k + 1));
  const tailWith = (smallest: number) =>
    Math.max(0, (left - (width * (smallest + first.q)) / 2) / (1 - last.p));
  if (level === top) {
    const smallest = Math.min(first.q, expected / (1 - probability));
    return { level, probability, smallest, tail: tailWith(smallest) };
  }
  const usual = exponentialTail(at(top - 1), last);
  const onLine = lineDrawnOn(first, at(level + 1), width);
  const wanted = width > 0 ? (2 * (left - (1 - last.p) * usual)) / width - first.q : 0;
  if (width > 0 && wanted <= onLine) {
    return { level, probability, smallest: Math.max(0, wanted), tail: usual };
  }
  const longest = mostStretched * Math.max(usual, last.q);
  const tail = Math.min(Math.max(usual, tailWith(onLine)), longest);
  return { level, probability, smallest: onLine, tail };
}

/** A mean that asks for a longer tail than so many times the usual one, or the highest level, is not believed. */
const mostStretched = 3;

/** A level and the units there. */
interface Point {
  readonly p: number;
  readonly q: number;
}

const areaBetween = (low: Point, high: Point): number => ((high.p - low.p) * (low.q + high.q)) / 2;

/** Units at `width` below the first of two points; not below nothing. */
function lineDrawnOn(first: Point, next: Point, width: number): number {
  const slope = (next.q - first.q) / (next.p - first.p);
  return Math.max(0, first.q - slope * width);
}

/** Mean units above the highest of two levels. */
const exponentialTail = (before: Point, last: Point): number =>
  (last.q - before.q) / Math.log((1 - before.p) / (1 - last.p));
