import { gradients } from "#lib/engine/gradients.ts";
import type { Node } from "#lib/engine/graph.ts";
import { add, div, mul, sqrt, stopGradient } from "#lib/engine/operations.ts";
import { reduceSum } from "#lib/engine/shape-operations.ts";

/**
 * The fast gradient method on embeddings (Miyato, Dai and Goodfellow 2017, equations 3 and 5): the
 * loss, and the loss where every text is moved a little in the direction that hurts most.
 *
 *     L(e) + L(e + r),   r = ε · g / ‖g‖,   g = ∂L/∂e, of each text by itself
 *
 * @param embedded e [batch, steps, width]
 * @param lossOf   L, called twice
 */
export function adversarialLoss(embedded: Node, lossOf: (e: Node) => Node, epsilon: number): Node {
  const plain = lossOf(embedded);
  return add(plain, lossOf(add(embedded, disturbance(plain, embedded, epsilon))));
}

/** r, through which no gradient passes. */
export function disturbance(loss: Node, embedded: Node, epsilon: number): Node {
  const [slope] = gradients(loss, [embedded]) as [Node];
  const square = reduceSum(mul(slope, slope), [1, 2], { keepDims: true });
  return stopGradient(mul(div(slope, sqrt(add(square, 1e-24))), epsilon));
}
