import type { Attribute, OnnxAttribute, OnnxNode } from "#lib/tensors/onnx-file.ts";
import { isFree } from "#lib/tensors/tensor-type.ts";
import type { Call, Node, Op } from "./graph.ts";
import { ShapeError } from "./graph.ts";

/** Attributes of ours that ONNX wants as int64 inputs, in its order. */
export const attributesAsInputs: Partial<Record<Op, readonly string[]>> = {
  Reshape: ["shape"],
  Expand: ["shape"],
  ReduceSum: ["axes"],
  ReduceMean: ["axes"],
  Slice: ["starts", "ends", "axes"],
  Pad: ["pads"],
  Split: ["split"],
};

/** Attributes that are floats whatever their value. */
const floatAttributes: ReadonlySet<string> = new Set(["alpha", "epsilon"]);

/** A shape with a free side is read at run time: −1 is what is left, 1 keeps a side in Expand. */
export function onnxSides(call: Call, sides: readonly number[]): readonly number[] {
  const free = sides.filter(isFree).length;
  if (free === 0) return sides;
  if (call.op === "Reshape" && free === 1) return sides.map((side) => (isFree(side) ? -1 : side));
  const [x] = call.inputs as [Node];
  const kept = (side: number, axis: number) => x.shape.at(axis - sides.length) === side;
  if (call.op === "Expand" && sides.every((side, axis) => !isFree(side) || kept(side, axis))) {
    return sides.map((side) => (isFree(side) ? 1 : side));
  }
  throw new ShapeError(`${call.op} to a batch of free size`, [x], "Let it broadcast instead");
}

export function attributesOf({ op, attributes, outputs }: Call): OnnxNode["attributes"] {
  if (op === "Dropout") return { seed: attributes.seed as number };
  if (op === "Cast") return { to: { dtype: (outputs[0] as Node).dtype } };
  if (op === "ScatterElements") return { axis: 0, reduction: { text: "add" } };
  const asInputs = attributesAsInputs[op] ?? [];
  const kept = Object.entries(attributes).filter(([name]) => !asInputs.includes(name));
  const typed = (name: string, value: Attribute): OnnxAttribute =>
    floatAttributes.has(name) ? { float: value as number } : value;
  return Object.fromEntries(kept.map(([name, value]) => [name, typed(name, value)]));
}
