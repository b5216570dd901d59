import type { Node } from "#lib/engine/graph.ts";
import { ShapeError } from "#lib/engine/graph.ts";
import {
  abs,
  add,
  cast,
  constant,
  div,
  equal,
  less,
  log,
  matMul,
  maximum,
  mul,
  neg,
  relu,
  softplus,
  sqrt,
  stopGradient,
  sub,
  where,
} from "#lib/engine/operations.ts";
import { logSoftmax, reduceMean, reduceSum, reshape } from "#lib/engine/shape-operations.ts";

/** Σ mask·x / max(Σ mask, 1): the mean over what is there, 0 where nothing is. `mask` broadcasts. */
export function maskedMean(x: Node, mask: Node): Node {
  return div(reduceSum(mul(x, mask)), maximum(reduceSum(mask), 1));
}

/**
 * Mean pinball loss over all quantile levels and over the elements whose mask is 1:
 *
 *     loss = d · (q − [d < 0]),  d = y − ŷ      no factor 2
 *
 * Its slope is taken as a constant, so that no gradient is computed twice.
 *
 * @param forecast ŷ […, levels]
 * @param actual   y […]
 * @param mask     […], 1 counts, 0 does not
 */
export function maskedPinball(
  forecast: Node,
  actual: Node,
  mask: Node,
  levels: readonly number[],
): Node {
  if (forecast.shape.at(-1) !== levels.length) {
    throw new ShapeError(
      "maskedPinball",
      [forecast],
      `The last axis holds ${levels.length} levels`,
    );
  }
  const short = sub(reshape(actual, [...actual.shape, 1]), forecast);
  const q = constant(levels);
  const slope = stopGradient(where(less(short, 0), sub(q, 1), q));
  return maskedMean(reduceMean(mul(short, slope), [-1]), mask);
}

/**
 * Mean of log(1 + eˣ) − x·y over mask = 1, computed so that it never overflows.
 *
 * @param logits x […]; targets y […], 0 to 1; mask […], all of them unless given
 */
export function binaryCrossEntropy(logits: Node, targets: Node, mask?: Node): Node {
  const tail = softplus(neg(abs(logits)));
  const each = add(sub(relu(logits), mul(logits, targets)), tail);
  return mask === undefined ? reduceMean(each) : maskedMean(each, mask);
}

/**
 * Mean of −log softmax(x)[label] over the rows whose label is not `ignored`.
 *
 * @param logits x [rows, classes]; labels [rows], int32
 */
export function softmaxCrossEntropy(logits: Node, labels: Node, ignored = -1): Node {
  const [rows = 0, classes = 0] = logits.shape;
  if (logits.shape.length !== 2 || labels.shape.length !== 1 || labels.shape[0] !== rows) {
    throw new ShapeError(
      "softmaxCrossEntropy",
      [logits, labels],
      "Give [rows, classes] and [rows]",
    );
  }
  const numbers = constant([...Array(classes).keys()], [classes], labels.dtype);
  const chosen = equal(reshape(labels, [rows, 1]), numbers);
  const surprise = neg(reduceSum(where(chosen, logSoftmax(logits), 0), [1]));
  const counts = where(equal(labels, ignored), constant(0), constant(1));
  return maskedMean(surprise, counts);
}

/**
 * Mean −log P(y) over mask = 1, y negative binomial with mean μ and variance μ + μ²/r:
 *
 *     log P = log Γ(y+r) − log Γ(r) − log Γ(y+1) + r·log(r/(r+μ)) + y·log(μ/(r+μ))
 *
 * @param mean μ > 0 […]; size r > 0 […]; actual y ≥ 0 […]
 */
export function negativeBinomial(mean: Node, size: Node, actual: Node, mask: Node): Node {
  const total = add(size, mean);
  const counted = sub(logGamma(add(actual, size)), add(logGamma(size), logGamma(add(actual, 1))));
  const failures = mul(size, sub(log(size), log(total)));
  const successes = mul(actual, sub(log(mean), log(total)));
  return maskedMean(neg(add(counted, add(failures, successes))), mask);
}

/**
 * log Γ(x), x > 0, by Stirling's series at x + 3 (Abramowitz and Stegun 6.1.41):
 *
 *     log Γ(s) ≈ (s − ½)·log s − s + ½·log 2π + 1/(12s) − 1/(360s³)
 */
function logGamma(x: Node): Node {
  const s = add(x, 3);
  const inverse = div(1, s);
  const correction = mul(inverse, sub(1 / 12, mul(1 / 360, mul(inverse, inverse))));
  const series = add(
    sub(mul(sub(s, 0.5), log(s)), s),
    add(0.5 * Math.log(2 * Math.PI), correction),
  );
  return sub(series, log(mul(x, mul(add(x, 1), add(x, 2)))));
}

interface ContrastiveOptions {
  /** Divides the cosines. */
  readonly temperature?: number;
  /** [pairs, pairs] true where rows are alike and so no counter-examples; its diagonal is passed over. */
  readonly same?: Node;
}

/**
 * Symmetric InfoNCE (Radford et al. 2021): row i of `a` belongs to row i of `b` and to no other.
 *
 * @param a, b [pairs, width]
 */
export function contrastive(
  a: Node,
  b: Node,
  { temperature = 0.05, same }: ContrastiveOptions = {},
): Node {
  const [pairs = 0] = a.shape;
  const own = constant([...Array(pairs).keys()], [pairs], "int32");
  const alike = same && where(sameRow(pairs), 0, where(same, far, 0));
  const towards = (from: Node, to: Node): Node => {
    const cosines = matMul(unitRows(from), unitRows(to), { transB: true, alpha: 1 / temperature });
    return softmaxCrossEntropy(alike ? add(cosines, alike) : cosines, own);
  };
  return mul(0.5, add(towards(a, b), towards(b, a)));
}

/** Added to a score it leaves nothing of it, and stays finite in half precision. */
const far = -3e4;

/** [n, n], true on the diagonal. */
function sameRow(n: number): Node {
  const rows = constant([...Array(n).keys()], [n, 1], "int32");
  return equal(rows, reshape(rows, [1, n]));
}

/** Each row divided by its length. */
function unitRows(x: Node): Node {
  const squares = reduceSum(mul(x, x), [-1], { keepDims: true });
  return div(x, sqrt(add(squares, 1e-12)));
}

/** A bool as 0 or 1. */
export const indicator = (condition: Node): Node => cast(condition, "float32");
