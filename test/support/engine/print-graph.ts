import type { Call, NamedNodes, Node } from "#lib/engine/graph.ts";
import { callsInOrder } from "#lib/engine/graph.ts";
import { printShape } from "#lib/tensors/tensor-type.ts";

/** One line a call, in the order in which they run: a change to a graph shows in review. */
export function printGraph(outputs: NamedNodes): string {
  const names = new Map<Node, string>();
  const nameOf = (node: Node): string => {
    const { source } = node;
    if ("name" in source) return source.name;
    if (source.kind === "constant") return `${Number(source.values[0]?.toString()).toPrecision(3)}`;
    return names.get(node) ?? "?";
  };
  const line = (call: Call): string => {
    for (const output of call.outputs) names.set(output, `v${names.size}`);
    const [first] = call.outputs as [Node];
    return `${nameOf(first)}${printShape(first.shape)} = ${call.op}(${call.inputs.map(nameOf).join(", ")})`;
  };
  const lines = callsInOrder(Object.values(outputs)).map(line);
  const results = Object.entries(outputs).map(([name, node]) => `${name}: ${nameOf(node)}`);
  return [...lines, ...results].join("\n");
}
