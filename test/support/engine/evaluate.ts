import type { Node } from "#lib/engine/graph.ts";
import { callsInOrder } from "#lib/engine/graph.ts";
import { kernels } from "./kernels.ts";
import type { Dense } from "./strided.ts";

/** The slow, obvious meaning of a graph, in double precision: what ONNX Runtime is held to. */
export function evaluate(
  outputs: readonly Node[],
  given: ReadonlyMap<Node, ArrayLike<number>>,
): readonly (readonly number[])[] {
  const known = new Map<Node, ArrayLike<number>>(given);
  const read = (node: Node): Dense => ({ shape: node.shape, values: valuesOf(node, known) });
  for (const call of callsInOrder(outputs)) {
    const made = kernels[call.op](call, call.inputs.map(read));
    for (const [index, values] of made.entries()) known.set(call.outputs[index] as Node, values);
  }
  return outputs.map((node) => Array.from(valuesOf(node, known)));
}

function valuesOf(node: Node, known: ReadonlyMap<Node, ArrayLike<number>>): ArrayLike<number> {
  const values = known.get(node);
  if (values !== undefined) return values;
  if (node.source.kind === "constant") return Array.from(node.source.values, Number);
  throw new Error(`no value for ${JSON.stringify(node.source)}`);
}
