import type { Call, Op } from "#lib/engine/graph.ts";
import type { Kernel } from "./array-kernels.ts";
import {
  compress,
  concat,
  conv,
  convTranspose,
  decompress,
  dropout,
  gather,
  layerNormalization,
  number,
  numbers,
  product,
  scatterAdd,
  shapeOf,
  split,
} from "./array-kernels.ts";
import type { Dense } from "./strided.ts";
import { flatIndex, indicesOf, mapIndices, readAt } from "./strided.ts";

const elementwise =
  (f: (x: number, y: number, z: number) => number): Kernel =>
  (call, [x, y = x, z = x]) => {
    const [a, b, c] = [x, y, z] as [Dense, Dense, Dense];
    const at = (index: readonly number[]) =>
      f(readAt(a, index), readAt(b, index), readAt(c, index));
    return [mapIndices(shapeOf(call), at)];
  };

/** A kernel of one input and one output, which reads it at an index of its own. */
const reading =
  (f: (x: Dense, index: readonly number[], call: Call) => number): Kernel =>
  (call, [x]) => [mapIndices(shapeOf(call), (index) => f(x as Dense, index, call))];

/** ∫ of the normal density by series (|x| < 3) or continued fraction: erf to 1e-15. */
function erf(x: number): number {
  const size = Math.abs(x);
  if (size > 6) return Math.sign(x);
  if (size < 3) {
    let [term, sum] = [size, size];
    for (let n = 1; n < 100; n++) {
      term *= (-size * size) / n;
      sum += term / (2 * n + 1);
    }
    return (Math.sign(x) * 2 * sum) / Math.sqrt(Math.PI);
  }
  let fraction = 0;
  for (let n = 60; n > 0; n--) fraction = n / 2 / (size + fraction);
  const tail = Math.exp(-size * size) / (Math.sqrt(Math.PI) * (size + fraction));
  return Math.sign(x) * (1 - tail);
}

/** f over the values along each line of the axis. */
const alongAxis =
  (f: (line: readonly number[]) => readonly number[]): Kernel =>
  (call, [x]) => {
    const { shape } = x as Dense;
    const axis = number(call, "axis");
    const line = (index: readonly number[]) =>
      Array.from({ length: shape[axis] as number }, (_, at) =>
        readAt(x as Dense, index.with(axis, at)),
      );
    return [mapIndices(shape, (index) => f(line(index))[index[axis] as number] as number)];
  };

function softmaxOf(line: readonly number[]): number[] {
  const top = Math.max(...line);
  const powers = line.map((value) => Math.exp(value - top));
  const total = powers.reduce((sum, power) => sum + power, 0);
  return powers.map((power) => power / total);
}

const reduction =
  (share: (count: number) => number): Kernel =>
  (call, [x]) => {
    const { shape } = x as Dense;
    const axes = numbers(call, "axes");
    const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
    const sums = new Array<number>(kept.reduce((a, b) => a * b, 1)).fill(0);
    for (const index of indicesOf(shape)) {
      const into = flatIndex(
        kept,
        index.map((at, axis) => (axes.includes(axis) ? 0 : at)),
      );
      sums[into] = (sums[into] as number) + readAt(x as Dense, index);
    }
    const count = axes.reduce((product, axis) => product * (shape[axis] as number), 1);
    return [sums.map((sum) => sum * share(count))];
  };

export const kernels = {
  Add: elementwise((x, y) => x + y),
  Sub: elementwise((x, y) => x - y),
  Mul: elementwise((x, y) => x * y),
  Div: elementwise((x, y) => x / y),
  Max: elementwise(Math.max),
  Min: elementwise(Math.min),
  Neg: elementwise((x) => -x),
  Abs: elementwise(Math.abs),
  Sign: elementwise(Math.sign),
  Relu: elementwise((x) => Math.max(x, 0)),
  Tanh: elementwise(Math.tanh),
  Sigmoid: elementwise((x) => 1 / (1 + Math.exp(-x))),
  Softplus: elementwise((x) => Math.log1p(Math.exp(-Math.abs(x))) + Math.max(x, 0)),
  Exp: elementwise(Math.exp),
  Log: elementwise(Math.log),
  Sqrt: elementwise(Math.sqrt),
  Erf: elementwise(erf),
  Gelu: elementwise((x) => (x * (1 + erf(x / Math.SQRT2))) / 2),
  Identity: elementwise((x) => x),
  Cast: elementwise((x) => x),
  Greater: elementwise((x, y) => Number(x > y)),
  Less: elementwise((x, y) => Number(x < y)),
  Equal: elementwise((x, y) => Number(x === y)),
  Where: elementwise((condition, yes, no) => (condition ? yes : no)),
  Dropout: dropout,
  Reshape: (_call, [x]) => [Array.from((x as Dense).values)],
  Transpose: reading((x, index, call) =>
    readAt(
      x,
      x.shape.map((_, axis) => index[numbers(call, "perm").indexOf(axis)] as number),
    ),
  ),
  Expand: reading(readAt),
  Concat: concat,
  Split: split,
  Slice: reading((x, index, call) => {
    const axis = number(call, "axes");
    return readAt(x, index.with(axis, (index[axis] as number) + number(call, "starts")));
  }),
  Pad: reading((x, index, call) => {
    const own = index.map((at, axis) => at - (numbers(call, "pads")[axis] as number));
    const inside = own.every((at, axis) => at >= 0 && at < (x.shape[axis] as number));
    return inside ? (x.values[flatIndex(x.shape, own)] as number) : 0;
  }),
  ReduceSum: reduction(() => 1),
  ReduceMean: reduction((count) => 1 / count),
  Softmax: alongAxis(softmaxOf),
  LogSoftmax: alongAxis((line) => softmaxOf(line).map(Math.log)),
  LayerNormalization: layerNormalization,
  Gemm: product,
  FusedMatMul: product,
  Gather: gather,
  ScatterElements: scatterAdd,
  Compress: compress,
  Decompress: decompress,
  Conv: conv,
  ConvTranspose: convTranspose,
} satisfies Record<Op, Kernel>;
