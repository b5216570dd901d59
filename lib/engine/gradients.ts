import { gradientRules } from "./gradient-rules.ts";
import type { Call, Node } from "./graph.ts";
import { callsInOrder, ShapeError } from "./graph.ts";
import { add, constant } from "./operations.ts";

/**
 * d loss / d node for each of `by`, by one walk backwards over the calls between them. Zeros for a
 * node that the loss does not depend on.
 *
 * @param loss a scalar
 */
export function gradients(loss: Node, by: readonly Node[]): readonly Node[] {
  if (loss.shape.length !== 0) throw new ShapeError("gradients", [loss], "The loss is a scalar");
  const calls = callsInOrder([loss]);
  const between = callsReading(by, calls);
  const sums = new Map<Node, Node>([[loss, constant(1, [], loss.dtype)]]);
  for (const call of calls.toReversed()) {
    if (between.has(call)) passBack(call, sums);
  }
  return by.map((node) => sums.get(node) ?? constant(0, node.shape, node.dtype));
}

/** Those of `calls` whose value depends on one of `nodes`. */
function callsReading(nodes: readonly Node[], calls: readonly Call[]): ReadonlySet<Call> {
  const wanted = new Set(nodes);
  const reading = new Set<Call>();
  for (const call of calls) {
    const reads = (node: Node) =>
      wanted.has(node) || (node.source.kind === "output" && reading.has(node.source.call));
    if (call.inputs.some(reads)) reading.add(call);
  }
  return reading;
}

function passBack(call: Call, sums: Map<Node, Node>): void {
  const every = call.outputs.map((output) => sums.get(output));
  const first = every.find((gradient) => gradient !== undefined);
  if (first === undefined) return;
  const given = gradientRules[call.op](call, first, every);
  for (const [index, gradient] of given.entries()) {
    const input = call.inputs[index];
    if (gradient === undefined || input === undefined) continue;
    const before = sums.get(input);
    sums.set(input, before === undefined ? gradient : add(before, gradient));
  }
}
