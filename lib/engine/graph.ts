import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";

export type DType = "float32" | "int32" | "int64" | "bool" | "uint8";
export type Shape = readonly number[];
export type TensorData = Float32Array | Int32Array | BigInt64Array | Uint8Array;

/** Every operation, by its ONNX name: each table over them is closed by the compiler. */
export type Op =
  | ElementwiseOp
  | MovementOp
  | ("Greater" | "Less" | "Equal" | "Where" | "Cast" | "Identity" | "Dropout")
  | ("ReduceSum" | "ReduceMean" | "Softmax" | "LogSoftmax" | "LayerNormalization")
  | ("Gemm" | "FusedMatMul" | "Gather" | "ScatterElements" | "Conv" | "ConvTranspose");

type ElementwiseOp =
  | ("Add" | "Sub" | "Mul" | "Div" | "Max" | "Min")
  | ("Neg" | "Abs" | "Sign" | "Relu" | "Tanh" | "Sigmoid" | "Softplus")
  | ("Exp" | "Log" | "Sqrt" | "Erf" | "Gelu");

type MovementOp = "Reshape" | "Transpose" | "Expand" | "Concat" | "Split" | "Slice" | "Pad";

export type Attribute = number | readonly number[];

/** One tensor of a graph. Sizes are known when the graph is built. */
export interface Node {
  readonly shape: Shape;
  readonly dtype: DType;
  readonly source: Source;
}

export type NamedNodes = Readonly<Record<string, Node>>;

/** The value of a parameter. */
export interface Weight {
  readonly shape: Shape;
  readonly data: Float32Array;
}

export type Weights = ReadonlyMap<string, Weight>;

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

/**
 * Stands for a batch size that is free in an exported graph. A prime too large for a real size, so
 * that a size is free exactly when it is a multiple: shape arithmetic stays arithmetic.
 */
export const freeBatch = 1_000_003;

export const isFree = (size: number): boolean => size > 0 && size % freeBatch === 0;

export const printShape = (shape: Shape): string =>
  `[${shape.map((size) => (isFree(size) ? `${size / freeBatch}·batch` : size)).join(",")}]`;

export const sizeOf = (shape: Shape): number => shape.reduce((size, side) => size * side, 1);

export const sameShape = (a: Shape, b: Shape): boolean =>
  a.length === b.length && a.every((side, axis) => side === b[axis]);

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
