import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Attribute } from "#lib/tensors/onnx-file.ts";
import type { DType, Shape, TensorData } from "#lib/tensors/tensor-type.ts";
import { printShape } from "#lib/tensors/tensor-type.ts";

/** Every operation, by its ONNX name if it has one: tables over them are closed by the compiler. */
export type Op =
  | ElementwiseOp
  | MovementOp
  | ("Greater" | "Less" | "Equal" | "Where" | "Cast" | "Identity" | "Dropout")
  | ("ReduceSum" | "ReduceMean" | "Softmax" | "LogSoftmax" | "LayerNormalization")
  | ("Gemm" | "FusedMatMul" | "Conv" | "ConvTranspose")
  | ("Gather" | "ScatterElements" | "Compress" | "Decompress");

type ElementwiseOp =
  | ("Add" | "Sub" | "Mul" | "Div" | "Max" | "Min")
  | ("Neg" | "Abs" | "Sign" | "Relu" | "Tanh" | "Sigmoid" | "Softplus")
  | ("Exp" | "Log" | "Sqrt" | "Erf" | "Gelu");

type MovementOp = "Reshape" | "Transpose" | "Expand" | "Concat" | "Split" | "Slice" | "Pad";

/** One tensor of a graph. Sizes are known when the graph is built. */
export interface Node {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly source: Source;
}

export type NamedNodes = Readonly<Record<string, Node>>;

type Source =
  | { readonly kind: "input" | "parameter"; readonly name: string }
  | { readonly kind: "constant"; readonly values: TensorData }
  | { readonly kind: "output"; readonly call: Call; readonly index: number };

/** One operation on its inputs; LayerNormalization, Dropout and Split have several outputs. */
export interface Call {
  readonly op: Op;
  readonly inputs: readonly Node[];
  readonly attributes: Readonly<Record<string, Attribute>>;
  readonly outputs: readonly Node[];
}

export class ShapeError extends ShelfcastError {
  readonly code = "GRAPH_SHAPE";

  constructor(op: string, operands: readonly Node[], rule: string) {
    const given = operands.map(({ dtype, shape }) => `${dtype}${printShape(shape)}`);
    super(`${op} cannot take ${given.join(" and ")}.`, `${rule}.`);
  }
}

/** Refuses operands that break an operation's rule. */
export function requireOperands(
  fits: boolean,
  op: string,
  operands: readonly Node[],
  rule: string,
): void {
  if (!fits) throw new ShapeError(op, operands, rule);
}

export const leaf = (
  kind: "input" | "parameter",
  name: string,
  shape: Shape,
  dtype: DType,
): Node => ({
  shape,
  dtype,
  source: { kind, name },
});

/** Of an input or a parameter. */
export const nameOf = ({ source }: Node): string => ("name" in source ? source.name : "");

/** What an output looks like before its call exists. */
export interface OutputType {
  readonly shape: Shape;
  readonly dtype: DType;
}

export function call(
  op: Op,
  inputs: readonly Node[],
  outputs: readonly OutputType[],
  attributes: Call["attributes"] = {},
): readonly Node[] {
  const nodes: Node[] = [];
  const made: Call = { op, inputs, attributes, outputs: nodes };
  for (const [index, { shape, dtype }] of outputs.entries()) {
    nodes.push({ shape, dtype, source: { kind: "output", call: made, index } });
  }
  return nodes;
}

/** A call of one output. */
export const single = (
  op: Op,
  inputs: readonly Node[],
  shape: Shape,
  dtype: DType,
  attributes: Call["attributes"] = {},
): Node => call(op, inputs, [{ shape, dtype }], attributes)[0] as Node;

/** Calls that `outputs` depend on, each after those it reads: what nothing reads is left out. */
export function callsInOrder(outputs: readonly Node[]): readonly Call[] {
  const done = new Set<Call>();
  const open: { readonly call: Call; next: number }[] = [];
  const enter = ({ source }: Node) => {
    if (source.kind === "output" && !done.has(source.call))
      open.push({ call: source.call, next: 0 });
  };
  for (const output of outputs) {
    enter(output);
    for (let top = open.at(-1); top !== undefined; top = open.at(-1)) {
      const input = top.call.inputs[top.next++];
      if (input !== undefined) enter(input);
      else {
        done.add(top.call);
        open.pop();
      }
    }
  }
  return [...done];
}
