import type { Node } from "#lib/engine/graph.ts";
import { toOnnx } from "#lib/engine/to-onnx.ts";
import { onnxFile } from "#lib/tensors/onnx-file.ts";
import { openSession, tensor } from "#lib/tensors/runtime.ts";
import { arrayOf } from "#lib/tensors/tensor-type.ts";

const nameOf = ({ source }: Node): string => ("name" in source ? source.name : "");

/** The values of `outputs` as ONNX Runtime computes them, on one thread. */
export async function runGraph(
  outputs: readonly Node[],
  given: ReadonlyMap<Node, readonly number[]>,
): Promise<readonly number[][]> {
  const named = Object.fromEntries(outputs.map((node, index) => [`out${index}`, node]));
  const inputs = Object.fromEntries([...given.keys()].map((node) => [nameOf(node), node]));
  const session = await openSession(onnxFile(toOnnx(named, inputs)), { threads: 1 });
  const feeds = [...given].map(([node, values]) => {
    const array = (arrayOf[node.dtype] as unknown as Float32ArrayConstructor).from(values);
    return [nameOf(node), tensor(node.dtype, array, node.shape)];
  });
  const found = await session.run(Object.fromEntries(feeds));
  await session.close();
  return outputs.map((_, index) => Array.from(found[`out${index}`]?.data as Float32Array, Number));
}
