import type { DType, Shape, TensorData } from "#lib/tensors/tensor-type.ts";
import { isFree, printShape, sameShape, sizeOf } from "#lib/tensors/tensor-type.ts";
import type { Node, Op } from "./graph.ts";
import { call, ShapeError, single } from "./graph.ts";

/** A number stands for a scalar constant of the other operand's type. */
export type Operand = Node | number;

/** @param values one for every element, in row-major order, or one for all of them */
export function constant(
  values: number | readonly number[],
  shape: Shape = typeof values === "number" ? [] : [values.length],
  dtype: DType = "float32",
): Node {
  const size = sizeOf(shape);
  if (shape.some(isFree) || (typeof values !== "number" && values.length !== size)) {
    const given = typeof values === "number" ? 1 : values.length;
    const named = `constant of ${given} values and shape ${printShape(shape)}`;
    throw new ShapeError(named, [], "Give it a fixed shape and as many values as the shape holds");
  }
  const filled = typeof values === "number" ? new Array<number>(size).fill(values) : values;
  return { shape, dtype, source: { kind: "constant", values: typedArray(dtype, filled) } };
}

function typedArray(dtype: DType, values: readonly number[]): TensorData {
  switch (dtype) {
    case "float32":
      return Float32Array.from(values);
    case "int32":
      return Int32Array.from(values);
    case "int64":
      return BigInt64Array.from(values, BigInt);
    case "bool":
    case "uint8":
      return Uint8Array.from(values);
  }
}

const lift = (value: Operand, like: Operand): Node =>
  typeof value === "number"
    ? constant(value, [], typeof like === "number" ? "float32" : like.dtype)
    : value;

/** NumPy's rule: shapes align at the last axis, a side of 1 stretches. */
export function broadcastShape(op: string, operands: readonly Node[]): Shape {
  const rank = Math.max(...operands.map(({ shape }) => shape.length));
  return Array.from({ length: rank }, (_, axis) => {
    const sides = operands.map(({ shape }) => shape[axis - rank + shape.length] ?? 1);
    const side = sides.find((size) => size !== 1) ?? 1;
    if (sides.some((size) => size !== 1 && size !== side)) {
      throw new ShapeError(op, operands, "Sides must be equal, or 1 where one stretches");
    }
    return side;
  });
}

/** An Expand that the operation's own broadcasting makes needless is passed over. */
function withoutExpand(operand: Node, others: readonly Node[], shape: Shape): Node {
  const { source } = operand;
  if (source.kind !== "output" || source.call.op !== "Expand") return operand;
  const small = source.call.inputs[0] as Node;
  return sameShape(broadcastShape("Expand", [small, ...others]), shape) ? small : operand;
}

function binary(op: Op, a: Operand, b: Operand, dtype?: DType): Node {
  const [left, right] = [lift(a, b), lift(b, a)];
  const shape = broadcastShape(op, [left, right]);
  if (left.dtype !== right.dtype) {
    throw new ShapeError(op, [left, right], "Both must have one type: cast one of them");
  }
  const x = withoutExpand(left, [right], shape);
  const y = withoutExpand(right, [x], shape);
  return single(op, [x, y], shape, dtype ?? left.dtype);
}

const unary =
  (op: Op) =>
  (x: Node): Node =>
    single(op, [x], x.shape, x.dtype);

export const add = (a: Operand, b: Operand): Node => binary("Add", a, b);
export const sub = (a: Operand, b: Operand): Node => binary("Sub", a, b);
export const mul = (a: Operand, b: Operand): Node => binary("Mul", a, b);
export const div = (a: Operand, b: Operand): Node => binary("Div", a, b);
export const maximum = (a: Operand, b: Operand): Node => binary("Max", a, b);
export const minimum = (a: Operand, b: Operand): Node => binary("Min", a, b);
export const greater = (a: Operand, b: Operand): Node => binary("Greater", a, b, "bool");
export const less = (a: Operand, b: Operand): Node => binary("Less", a, b, "bool");
export const equal = (a: Operand, b: Operand): Node => binary("Equal", a, b, "bool");

/** Neither infinite nor NaN, which is not less than anything. */
export const finite = (x: Node): Node => less(abs(x), 3.4e38);

export const neg = unary("Neg");
export const abs = unary("Abs");
export const sign = unary("Sign");
export const relu = unary("Relu");
export const tanh = unary("Tanh");
export const sigmoid = unary("Sigmoid");
export const softplus = unary("Softplus");
export const exp = unary("Exp");
export const log = unary("Log");
export const sqrt = unary("Sqrt");
export const erf = unary("Erf");
/** x · Φ(x), Φ the standard normal distribution: the exact form, not the tanh approximation. */
export const gelu = unary("Gelu");
/** The value passes, no gradient does. */
export const stopGradient = unary("Identity");

/** `yes` where `condition`, else `no`. */
export function where(condition: Node, yes: Operand, no: Operand): Node {
  const [a, b] = [lift(yes, no), lift(no, yes)];
  if (condition.dtype !== "bool" || a.dtype !== b.dtype) {
    throw new ShapeError("Where", [condition, a, b], "It takes a bool and two of one type");
  }
  return single("Where", [condition, a, b], broadcastShape("Where", [condition, a, b]), a.dtype);
}

export const cast = (x: Node, dtype: DType): Node =>
  x.dtype === dtype ? x : single("Cast", [x], x.shape, dtype);

export interface MatMulOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly alpha?: number;
}

/** α · A · B over the last two axes, either transposed first; the axes before them broadcast. */
export function matMul(a: Node, b: Node, options: MatMulOptions = {}): Node {
  const { transA = false, transB = false, alpha = 1 } = options;
  const [rows, innerA] = lastTwo(a.shape, transA);
  const [innerB, columns] = lastTwo(b.shape, transB);
  if (rows === undefined || columns === undefined || innerA !== innerB) {
    throw new ShapeError("FusedMatMul", [a, b], "Inner sides must be equal, ranks at least 2");
  }
  const outer = broadcastShape("FusedMatMul", [withoutLastTwo(a), withoutLastTwo(b)]);
  const attributes = { transA: Number(transA), transB: Number(transB), alpha };
  return single("FusedMatMul", [a, b], [...outer, rows, columns], a.dtype, attributes);
}

function lastTwo(shape: Shape, transposed: boolean): readonly (number | undefined)[] {
  const [rows, columns] = [shape.at(-2), shape.at(-1)];
  return transposed ? [columns, rows] : [rows, columns];
}

const withoutLastTwo = (node: Node): Node => ({ ...node, shape: node.shape.slice(0, -2) });

export interface GemmOptions {
  readonly transA?: boolean;
  readonly transB?: boolean;
  readonly bias?: Node;
}

/** A · B + bias on matrices, either transposed first: weights kept as [out, in] need no Transpose. */
export function gemm(a: Node, b: Node, options: GemmOptions = {}): Node {
  const { transA = false, transB = false, bias } = options;
  const [rows, innerA] = lastTwo(a.shape, transA);
  const [innerB, columns] = lastTwo(b.shape, transB);
  const matrices = a.shape.length === 2 && b.shape.length === 2;
  if (!matrices || rows === undefined || columns === undefined || innerA !== innerB) {
    throw new ShapeError("Gemm", [a, b], "It takes two matrices whose inner sides are equal");
  }
  if (bias !== undefined && !sameShape(bias.shape, [columns])) {
    throw new ShapeError("Gemm", [b, bias], `The bias must have shape [${columns}]`);
  }
  const inputs = bias === undefined ? [a, b] : [a, b, bias];
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return single("Gemm", inputs, [rows, columns], a.dtype, attributes);
}

/**
 * Each element is kept with probability 1 − rate and divided by it. Equal seeds give equal masks,
 * so every node needs a seed of its own. ONNX Runtime seeds a linear congruence with seed + run: one
 * place's masks of neighbouring runs hang together, which batches in random order make harmless.
 * @returns the values, and the mask as bools
 */
export function dropoutWithMask(x: Node, rate: number, seed: number): readonly [Node, Node] {
  const outputs = [x, { shape: x.shape, dtype: "bool" as const }];
  const [values, mask] = call("Dropout", [x], outputs, { rate, seed });
  return [values as Node, mask as Node];
}
