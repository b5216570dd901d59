import type { Shape } from "#lib/tensors/tensor-type.ts";
import { isFree, sameShape, sizeOf } from "#lib/tensors/tensor-type.ts";
import type { Node } from "./graph.ts";
import { call, requireOperands, ShapeError, single } from "./graph.ts";
import { broadcastShape, constant, gemm } from "./operations.ts";

/** The axis counted from the front, so that −1 is the last. */
function requireAxis(op: string, x: Node, axis: number): number {
  const counted = axis < 0 ? axis + x.shape.length : axis;
  const isThere = Number.isInteger(axis) && counted >= 0 && counted < x.shape.length;
  requireOperands(isThere, op, [x], `It has no axis ${axis}`);
  return counted;
}

export function reshape(x: Node, shape: Shape): Node {
  const [before, after] = [sizeOf(x.shape), sizeOf(shape)];
  const rule = `It holds ${before} values, [${shape}] would hold ${after}`;
  requireOperands(before === after, "Reshape", [x], rule);
  return sameShape(shape, x.shape) ? x : single("Reshape", [x], shape, x.dtype, { shape });
}

/** @param permutation which axis of `x` becomes each axis of the result */
export function transpose(x: Node, permutation: readonly number[]): Node {
  const sorted = permutation.toSorted((a, b) => a - b);
  const isOrder = sameShape(sorted, [...x.shape.keys()]);
  requireOperands(isOrder, "Transpose", [x], `[${permutation}] is no order of its axes`);
  const shape = permutation.map((axis) => x.shape[axis] as number);
  return single("Transpose", [x], shape, x.dtype, { perm: permutation });
}

export function expand(x: Node, shape: Shape): Node {
  const target = { ...x, shape };
  const stretches = sameShape(broadcastShape("Expand", [x, target]), shape);
  requireOperands(stretches, "Expand", [x, target], "The first must stretch to the second");
  return sameShape(x.shape, shape) ? x : single("Expand", [x], shape, x.dtype, { shape });
}

export interface ReduceOptions {
  readonly keepDims?: boolean;
}

const reduction =
  (op: "ReduceSum" | "ReduceMean") =>
  (
    x: Node,
    axes: readonly number[] = [...x.shape.keys()],
    { keepDims = false }: ReduceOptions = {},
  ): Node => {
    const counted = axes.map((axis) => requireAxis(op, x, axis));
    if (counted.length === 0) return x;
    const kept = x.shape.map((side, axis) => (counted.includes(axis) ? 1 : side));
    const shape = keepDims ? kept : x.shape.filter((_, axis) => !counted.includes(axis));
    return single(op, [x], shape, x.dtype, { axes: counted, keepdims: Number(keepDims) });
  };

/** Over all axes unless told which. */
export const reduceSum = reduction("ReduceSum");
export const reduceMean = reduction("ReduceMean");

export const softmax = (x: Node, axis = -1): Node =>
  single("Softmax", [x], x.shape, x.dtype, { axis: requireAxis("Softmax", x, axis) });

export const logSoftmax = (x: Node, axis = -1): Node =>
  single("LogSoftmax", [x], x.shape, x.dtype, { axis: requireAxis("LogSoftmax", x, axis) });

/** Over the last axis; `scale` and `bias` have its size. */
export function layerNormalization(x: Node, scale: Node, bias: Node, epsilon: number): Node {
  const width = x.shape.slice(-1);
  const fits = sameShape(scale.shape, width) && sameShape(bias.shape, width);
  requireOperands(fits, "LayerNormalization", [x, scale], "Scale and bias take the last axis");
  const perRow = { shape: [...x.shape.slice(0, -1), 1], dtype: x.dtype };
  const outputs = [x, perRow, perRow];
  return call("LayerNormalization", [x, scale, bias], outputs, { epsilon })[0] as Node;
}

export function concat(parts: readonly Node[], axis: number): Node {
  const [first] = parts;
  if (first === undefined) throw new ShapeError("Concat of nothing", [], "Give it a part");
  const along = requireAxis("Concat", first, axis);
  for (const part of parts) {
    const wanted = first.shape.map((side, at) =>
      at === along ? (part.shape[at] as number) : side,
    );
    const agrees = sameShape(part.shape, wanted) && part.dtype === first.dtype;
    const rule = `Types, and sides other than axis ${along}, must be equal`;
    requireOperands(agrees, "Concat", [first, part], rule);
  }
  if (parts.length === 1) return first;
  const total = parts.reduce((sum, { shape }) => sum + (shape[along] as number), 0);
  const outputs = [{ shape: first.shape.with(along, total), dtype: first.dtype }];
  return call("Concat", parts, outputs, { axis: along })[0] as Node;
}

/** Consecutive parts of the given sizes along `axis`. */
export function split(x: Node, sizes: readonly number[], axis: number): readonly Node[] {
  const along = requireAxis("Split", x, axis);
  const addsUp = sizes.reduce((sum, size) => sum + size, 0) === x.shape[along];
  requireOperands(addsUp, "Split", [x], `Sizes [${sizes}] do not add up to axis ${along}`);
  if (sizes.length === 1) return [x];
  const outputs = sizes.map((size) => ({ shape: x.shape.with(along, size), dtype: x.dtype }));
  return call("Split", [x], outputs, { axis: along, split: sizes });
}

/** Elements from `start` up to but not with `end`. */
export function slice(x: Node, axis: number, start: number, end: number): Node {
  const along = requireAxis("Slice", x, axis);
  const isThere = start >= 0 && start < end && end <= (x.shape[along] as number);
  requireOperands(isThere, "Slice", [x], `Axis ${along} has no range ${start} to ${end}`);
  const shape = x.shape.with(along, end - start);
  return sameShape(shape, x.shape)
    ? x
    : single("Slice", [x], shape, x.dtype, { starts: [start], ends: [end], axes: [along] });
}

/** Zeros before and after along `axis`. */
export function pad(x: Node, axis: number, before: number, after: number): Node {
  const along = requireAxis("Pad", x, axis);
  if (before === 0 && after === 0) return x;
  const none = x.shape.map(() => 0);
  const pads = [...none.with(along, before), ...none.with(along, after)];
  const side = (x.shape[along] as number) + before + after;
  return single("Pad", [x], x.shape.with(along, side), x.dtype, { pads });
}

/**
 * `x` summed until it has `shape`, which must broadcast to its own. Leading axes are summed as
 * ones · x, which ONNX Runtime does 2.5 times faster, and more exactly, than ReduceSum.
 */
export function sumTo(x: Node, shape: Shape): Node {
  if (sameShape(x.shape, shape)) return x;
  const extra = x.shape.length - shape.length;
  const stretched = (axis: number) => x.shape[axis] !== 1 && shape[axis - extra] === 1;
  const axes = [...x.shape.keys()].filter((axis) => axis < extra || stretched(axis));
  const leading = axes.every((axis, position) => axis === position);
  const width = sizeOf(x.shape.slice(axes.length));
  const rows = sizeOf(x.shape.slice(0, axes.length));
  if (!leading || width === 1 || isFree(rows)) return reshape(reduceSum(x, axes), shape);
  return reshape(gemm(constant(1, [1, rows], x.dtype), reshape(x, [rows, width])), shape);
}
