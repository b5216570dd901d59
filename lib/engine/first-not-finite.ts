import { onnxFile } from "#lib/tensors/onnx-file.ts";
import type { RuntimeOptions } from "#lib/tensors/runtime.ts";
import { openSession } from "#lib/tensors/runtime.ts";
import type { TensorData, Weights } from "#lib/tensors/tensor-type.ts";
import { printShape } from "#lib/tensors/tensor-type.ts";
import type { Call, NamedNodes, Node } from "./graph.ts";
import { callsInOrder } from "./graph.ts";
import type { Tensors } from "./graph-inputs.ts";
import { toOnnx } from "./to-onnx.ts";

/** A graph, and the tensors it went wrong on. */
export interface FailedRun {
  readonly outputs: readonly Node[];
  readonly inputs: NamedNodes;
  readonly weights: Weights;
  readonly feeds: Tensors;
}

/** Runs a graph once more, keeping every value, to say which operation first left the finite. */
export async function firstNotFinite(
  { outputs, inputs, weights, feeds }: FailedRun,
  options: RuntimeOptions,
): Promise<string | undefined> {
  for (const [name, { data }] of Object.entries(feeds)) {
    if (!allFinite(data as TensorData)) return `what was fed as ${name}`;
  }
  const calls = callsInOrder(outputs);
  const nodes = calls.flatMap((call) => call.outputs).filter(({ dtype }) => dtype === "float32");
  const names = new Map(nodes.map((node, index) => [node, `probe${index}`]));
  const probes = Object.fromEntries([...names].map(([node, name]) => [name, node]));
  const session = await openSession(onnxFile(toOnnx(probes, inputs, weights)), options);
  const found = await session.run(feeds);
  await session.close();
  const computed = (node: Node) => found[names.get(node) ?? ""]?.data as Values | undefined;
  const wrong = calls.find((call) => call.outputs.some((node) => !allFinite(computed(node) ?? [])));
  return wrong && describe(wrong, (node) => computed(node) ?? leafValues(node, feeds));
}

type Values = ArrayLike<number | bigint>;

function allFinite(values: Values): boolean {
  for (let at = 0; at < values.length; at++) {
    if (!Number.isFinite(Number(values[at]))) return false;
  }
  return true;
}

function leafValues({ source }: Node, feeds: Tensors): Values {
  if (source.kind === "constant") return source.values;
  return source.kind === "output" ? [] : ((feeds[source.name]?.data as TensorData) ?? []);
}

const describe = ({ op, inputs }: Call, valuesOf: (node: Node) => Values): string =>
  `${op} of ${inputs.map((node) => `${printShape(node.shape)}${range(valuesOf(node))}`).join(" and ")}`;

function range(values: Values): string {
  let [low, high] = [Infinity, -Infinity];
  for (let at = 0; at < values.length; at++) {
    low = Math.min(low, Number(values[at]));
    high = Math.max(high, Number(values[at]));
  }
  return low > high ? "" : ` within ${Number(low.toPrecision(4))} … ${Number(high.toPrecision(4))}`;
}
