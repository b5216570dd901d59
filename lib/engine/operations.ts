import type { DType, Shape } from "#lib/tensors/tensor-type.ts";
import { arrayOf, isFree, printShape, sameShape, sizeOf } from "#lib/tensors/tensor-type.ts";
import type { Node, Op } from "./graph.ts";
import { call, requireOperands, ShapeError, single } from "./graph.ts";

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
  const typed =
    dtype === "int64" ? BigInt64Array.from(filled, BigInt) : arrayOf[dtype].from(filled);
  return { shape, dtype, source: { kind: "constant", values: typed } };
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
    const fits = sides.every((size) => size === 1 || size === side);
    requireOperands(fits, op, operands, "Sides must be equal, or 1 where one stretches");
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
  const isOneType = left.dtype === right.dtype;
  requireOperands(isOneType, op, [left, right], "Both must have one type: cast one of them");
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
  const operands = [condition, a, b];
  const fits = condition.dtype === "bool" && a.dtype === b.dtype;
  requireOperands(fits, "Where", operands, "It takes a bool and two of one type");
  return single("Where", operands, broadcastShape("Where", operands), a.dtype);
}

export const cast = (x: Node, dtype: DType): Node =>
  x.dtype === dtype ? x : single("Cast", [x], x.shape, dtype);

interface Transposed {
  readonly transA?: boolean;
  readonly transB?: boolean;
}

export interface MatMulOptions extends Transposed {
  readonly alpha?: number;
}

/** α · A · B over the last two axes, either transposed first; the axes before them broadcast. */
export function matMul(a: Node, b: Node, { alpha = 1, ...sides }: MatMulOptions = {}): Node {
  const product = productOf("FusedMatMul", a, b, sides);
  const [outerA, outerB] = [a, b].map((x) => ({ ...x, shape: x.shape.slice(0, -2) }));
  const outer = broadcastShape("FusedMatMul", [outerA as Node, outerB as Node]);
  const attributes = { ...product.attributes, alpha };
  return single("FusedMatMul", [a, b], [...outer, ...product.shape], a.dtype, attributes);
}

/** The last two sides of a product, and which operand is transposed in ONNX's terms. */
function productOf(op: Op, a: Node, b: Node, { transA = false, transB = false }: Transposed) {
  const [rows = 0, innerA] = lastTwo(a, transA);
  const [innerB, columns = 0] = lastTwo(b, transB);
  const fits = a.shape.length > 1 && b.shape.length > 1 && innerA === innerB;
  requireOperands(fits, op, [a, b], "Inner sides must be equal, ranks at least 2");
  const attributes = { transA: Number(transA), transB: Number(transB) };
  return { shape: [rows, columns], attributes };
}

function lastTwo({ shape }: Node, isTransposed: boolean): Shape {
  return isTransposed ? shape.slice(-2).toReversed() : shape.slice(-2);
}

export interface GemmOptions extends Transposed {
  readonly bias?: Node;
}

/** A · B + bias on matrices, either transposed first: weights kept as [out, in] need no Transpose. */
export function gemm(a: Node, b: Node, { bias, ...sides }: GemmOptions = {}): Node {
  const { shape, attributes } = productOf("Gemm", a, b, sides);
  const areMatrices = a.shape.length === 2 && b.shape.length === 2;
  requireOperands(areMatrices, "Gemm", [a, b], "It takes two matrices");
  if (bias === undefined) return single("Gemm", [a, b], shape, a.dtype, attributes);
  const width = shape.slice(1);
  const fits = sameShape(bias.shape, width);
  requireOperands(fits, "Gemm", [b, bias], `The bias must have shape [${width}]`);
  return single("Gemm", [a, b, bias], shape, a.dtype, attributes);
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
