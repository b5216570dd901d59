import fc from "fast-check";
import { seededRandom } from "#lib/domain/random.ts";
import { conv, convTranspose } from "#lib/engine/convolution.ts";
import type { Node, Op } from "#lib/engine/graph.ts";
import { leaf } from "#lib/engine/graph.ts";
import { compress, decompress, gather, scatterAdd } from "#lib/engine/lookup.ts";
import * as ops from "#lib/engine/operations.ts";
import * as shapes from "#lib/engine/shape-operations.ts";
import type { Shape } from "#lib/tensors/tensor-type.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";

/** A graph around one operation, and values for what it reads. */
export interface OpCase {
  readonly leaves: readonly Node[];
  readonly values: readonly (readonly number[])[];
  readonly outputs: readonly Node[];
}

type Build = (...leaves: readonly Node[]) => readonly Node[] | Node;

/**
 * Values are multiples of 1/8 shifted by a part of their own for each leaf: none is 0 and no two
 * leaves tie, so that no finite difference steps over a kink.
 */
function caseOf(seed: number, sides: readonly Shape[], build: Build, least = -16): OpCase {
  const random = seededRandom(seed);
  const leaves = sides.map((shape, index) => leaf("input", `x${index}`, shape, "float32"));
  const values = sides.map((shape, index) => {
    const shift = (index + 1) / (sides.length + 1);
    const draw = () => (least + random.below(17 - least) + shift) / 8;
    return Array.from({ length: sizeOf(shape) }, draw);
  });
  return { leaves, values, outputs: [build(...(leaves as Node[]))].flat() };
}

const seeds = fc.integer({ min: 0, max: 1_000_000 });
const side = fc.integer({ min: 1, max: 3 });
const shapeOfRank = (minLength: number, maxLength = 3) => fc.array(side, { minLength, maxLength });

/** A shape that broadcasts to `whole`: some sides 1, some leading axes gone. */
const stretchable = (whole: Shape): fc.Arbitrary<Shape> =>
  fc
    .tuple(fc.nat({ max: whole.length }), fc.array(fc.boolean(), fixed(whole.length)))
    .map(([drop, ones]) => whole.map((size, axis) => (ones[axis] ? 1 : size)).slice(drop));

const fixed = (length: number) => ({ minLength: length, maxLength: length });

const unary = (build: Build, least?: number): fc.Arbitrary<OpCase> =>
  fc.tuple(seeds, shapeOfRank(0)).map(([seed, shape]) => caseOf(seed, [shape], build, least));

const broadcast = (build: Build, operands = 2, least?: number): fc.Arbitrary<OpCase> =>
  shapeOfRank(0)
    .chain((whole) => fc.tuple(seeds, fc.array(stretchable(whole), fixed(operands))))
    .map(([seed, sides]) => caseOf(seed, sides, build, least));

/** `build` is also given an axis of its operand. */
const onAxis = (build: (x: Node, axis: number) => readonly Node[] | Node): fc.Arbitrary<OpCase> =>
  fc.tuple(seeds, shapeOfRank(1), fc.nat()).map(([seed, shape, n]) => {
    const axis = n % shape.length;
    return caseOf(seed, [shape], (x) => build(x as Node, axis));
  });

const reduced = (reduce: typeof shapes.reduceSum): fc.Arbitrary<OpCase> =>
  fc.tuple(seeds, shapeOfRank(1), fc.nat(), fc.boolean()).map(([seed, shape, bits, keepDims]) => {
    const axes = [...shape.keys()].filter((axis) => (bits >> axis) % 2 === 0);
    return caseOf(seed, [shape], (x) => reduce(x as Node, axes, { keepDims }));
  });

const flags = fc.record({ transA: fc.boolean(), transB: fc.boolean() });
const flip = (flipped: boolean, [rows, columns]: readonly [number, number]) =>
  flipped ? [columns, rows] : [rows, columns];

const gemm = fc
  .tuple(seeds, side, side, side, flags, fc.boolean())
  .map(([seed, m, k, n, { transA, transB }, withBias]) => {
    const sides = [flip(transA, [m, k]), flip(transB, [k, n]), ...(withBias ? [[n]] : [])];
    return caseOf(seed, sides, (a, b, bias) =>
      ops.gemm(a as Node, b as Node, { transA, transB, ...(bias && { bias }) }),
    );
  });

const matMul = shapeOfRank(0, 2)
  .chain((outer) => fc.tuple(seeds, stretchable(outer), stretchable(outer), side, side, flags))
  .map(([seed, outerA, outerB, m, k, { transA, transB }]) => {
    const sides = [
      [...outerA, ...flip(transA, [m, k])],
      [...outerB, ...flip(transB, [k, 2])],
    ];
    const options = { transA, transB, alpha: 0.3 };
    return caseOf(seed, sides, (a, b) => ops.matMul(a as Node, b as Node, options));
  });

const convolution = fc
  .tuple(seeds, fc.tuple(side, side, side, side), fc.nat({ max: 2 }), fc.nat({ max: 2 }))
  .map(([seed, [batch, channels, out, taps], before, after]) => {
    const options = { dilation: 1 + (seed % 3), padding: [before, after] } as const;
    const sides = [
      [batch, channels, 8],
      [out, channels, taps],
    ];
    return caseOf(seed, sides, (x, w) => conv(x as Node, w as Node, options));
  });

const looked = fc
  .tuple(seeds, shapeOfRank(1), fc.array(fc.nat(), { minLength: 1, maxLength: 6 }))
  .map(([seed, shape, drawn]) => {
    const rows = drawn.map((n) => n % (shape[0] as number));
    return caseOf(seed, [shape], (table) =>
      gather(table as Node, ops.constant(rows, [1, rows.length], "int32")),
    );
  });

const scattered = fc.tuple(seeds, side, side).map(([seed, rows, width]) =>
  caseOf(
    seed,
    [
      [rows, width],
      [4, width],
    ],
    (into, added) => {
      const at = [0, 0, rows - 1, 0].flatMap((row) => new Array<number>(width).fill(row));
      const indices = ops.constant(at, [4, width], "int32");
      return scatterAdd(into as Node, indices, added as Node);
    },
  ),
);

/** Given `n` flags, of which `count` are set. */
const flagged = (build: (x: Node, present: Node, count: number) => Node, whole: boolean) =>
  fc
    .tuple(seeds, fc.array(fc.boolean(), { minLength: 1, maxLength: 5 }), shapeOfRank(0, 2))
    .map(([seed, others, row]) => {
      const present = ops.constant([...others.map(Number), 1], [others.length + 1], "bool");
      const count = others.filter(Boolean).length + 1;
      return caseOf(seed, [[whole ? others.length + 1 : count, ...row]], (x) =>
        build(x as Node, present, count),
      );
    });

const normalised = fc.tuple(seeds, shapeOfRank(1), fc.nat({ max: 3 })).map(([seed, outer, n]) => {
  const width = n + 2;
  return caseOf(seed, [[...outer, width], [width], [width]], (x, scale, bias) =>
    shapes.layerNormalization(x as Node, scale as Node, bias as Node, 1e-2),
  );
});

const permuted = fc
  .tuple(seeds, fc.shuffledSubarray([0, 1, 2], { minLength: 3 }))
  .map(([seed, order]) => caseOf(seed, [[2, 3, 4]], (x) => shapes.transpose(x as Node, order)));

const stretched = shapeOfRank(1)
  .chain((whole) => fc.tuple(seeds, fc.constant(whole), stretchable(whole)))
  .map(([seed, whole, shape]) => caseOf(seed, [shape], (x) => shapes.expand(x as Node, whole)));

const transposedConv = fc.tuple(seeds, side, side).map(([seed, taps, dilation]) =>
  caseOf(
    seed,
    [
      [2, 3, 6],
      [3, 2, taps],
    ],
    (dz, w) => convTranspose(dz as Node, w as Node, { dilation, padding: [1, 0] }),
  ),
);

const one = (f: (x: Node) => Node): Build => ((x: Node) => f(x)) as Build;
const two = (f: (x: Node, y: Node) => Node): Build => ((x: Node, y: Node) => f(x, y)) as Build;

/** Random graphs of every operation: a new one does not compile until it has its own. */
export const opCases = {
  Add: broadcast(two(ops.add)),
  Sub: broadcast(two(ops.sub)),
  Mul: broadcast(two(ops.mul)),
  Div: broadcast(two(ops.div), 2, 2),
  Max: broadcast(two(ops.maximum)),
  Min: broadcast(two(ops.minimum)),
  Greater: broadcast(two(ops.greater)),
  Less: broadcast(two(ops.less)),
  Equal: broadcast(two(ops.equal)),
  Where: broadcast(((c: Node, a: Node, b: Node) => ops.where(ops.greater(c, 0), a, b)) as Build, 3),
  Neg: unary(one(ops.neg)),
  Abs: unary(one(ops.abs)),
  Sign: unary(one(ops.sign)),
  Relu: unary(one(ops.relu)),
  Tanh: unary(one(ops.tanh)),
  Sigmoid: unary(one(ops.sigmoid)),
  Softplus: unary(one(ops.softplus)),
  Exp: unary(one(ops.exp)),
  Log: unary(one(ops.log), 1),
  Sqrt: unary(one(ops.sqrt), 1),
  Erf: unary(one(ops.erf)),
  Gelu: unary(one(ops.gelu)),
  Identity: unary(one(ops.stopGradient)),
  Cast: unary(one((x) => ops.cast(ops.greater(x, 0), "float32"))),
  Dropout: unary(((x: Node) => ops.dropoutWithMask(x, 0.4, 7)) as Build),
  Reshape: unary(one((x) => shapes.reshape(x, [1, sizeOf(x.shape)]))),
  Transpose: permuted,
  Expand: stretched,
  Concat: onAxis((x, axis) => shapes.concat([x, ops.exp(x), x], axis)),
  Split: onAxis((x, axis) =>
    shapes.split(shapes.concat([x, x], axis), [1, 2 * (x.shape[axis] as number) - 1], axis),
  ),
  Slice: onAxis((x, axis) => shapes.slice(shapes.concat([x, x], axis), axis, 1, 2)),
  Pad: onAxis((x, axis) => shapes.pad(x, axis, 2, 1)),
  ReduceSum: reduced(shapes.reduceSum),
  ReduceMean: reduced(shapes.reduceMean),
  Softmax: onAxis((x, axis) => shapes.softmax(x, axis)),
  LogSoftmax: onAxis((x, axis) => shapes.logSoftmax(x, axis)),
  LayerNormalization: normalised,
  Gemm: gemm,
  FusedMatMul: matMul,
  Gather: looked,
  ScatterElements: scattered,
  Compress: flagged(compress, true),
  Decompress: flagged(decompress, false),
  Conv: convolution,
  ConvTranspose: transposedConv,
} satisfies Record<Op, fc.Arbitrary<OpCase>>;
