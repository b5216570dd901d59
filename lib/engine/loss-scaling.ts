import type { NamedNodes, Node } from "./graph.ts";
import { leaf, nameOf } from "./graph.ts";
import { add, finite, less, mul, where } from "./operations.ts";
import type { StateSlot } from "./step-graph.ts";
import { lossScale, primed } from "./step-graph.ts";

const first = 2 ** 16;
/** Steps without an overflow after which the scale is doubled. */
const patience = 2000;

/** A factor on the loss that keeps gradients within half precision's range. */
export interface LossScaling {
  readonly scale: Node;
  readonly slots: readonly StateSlot[];
  /** `lossScale`, which mixed precision reports. */
  readonly metrics: NamedNodes;
  /** Whether the loss is finite, and the gradient too or its overflow the scale's fault. */
  canGoOn(loss: Node, norm: Node): Node;
  /** The slots after a step, under their names primed. */
  next(isWhole: Node): NamedNodes;
}

/**
 * Dynamic loss scaling (Micikevicius et al. 2018): halved by a step whose gradient overflows, which
 * moves nothing, doubled after 2000 steps in a row without one.
 */
export function lossScaling(): LossScaling {
  const scale = leaf("input", "@lossScale", [], "float32");
  const count = leaf("input", "@wholeSteps", [], "float32");
  const slot = (node: Node, start: number) => ({ name: nameOf(node), node, parameter: "", start });
  const grows = less(patience - 1.5, count);
  const kept = where(grows, mul(scale, 2), scale);
  const counted = where(grows, 0, add(count, 1));
  return {
    scale,
    metrics: { [lossScale]: scale },
    canGoOn: (loss, norm) => finite(add(loss, where(less(1, scale), 0, norm))),
    slots: [slot(scale, first), slot(count, 0)],
    next: (isWhole) => ({
      [primed(nameOf(scale))]: where(isWhole, kept, mul(scale, 0.5)),
      [primed(nameOf(count))]: where(isWhole, counted, 0),
    }),
  };
}
