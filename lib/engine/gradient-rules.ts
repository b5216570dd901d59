import type { Call, Node, Op } from "./graph.ts";
import { ShapeError } from "./graph.ts";
import {
  add,
  cast,
  constant,
  conv,
  convTranspose,
  div,
  erf,
  exp,
  gemm,
  greater,
  less,
  matMul,
  mul,
  neg,
  scatterAdd,
  sigmoid,
  sign,
  sub,
  where,
} from "./operations.ts";
import {
  concat,
  cumSum,
  expand,
  pad,
  reduceMean,
  reduceSum,
  reshape,
  slice,
  split,
  sumTo,
  transpose,
} from "./shape-operations.ts";

/**
 * Gradient of the loss by each input of `call`, given `dz`, its gradient by the first output, and
 * `every`, by each output. Undefined where none flows; what is returned and not read costs nothing.
 */
type GradientRule = (
  call: Call,
  dz: Node,
  every: readonly (Node | undefined)[],
) => readonly (Node | undefined)[];

/** A rule in terms of inputs x, y and output z; each gradient is summed back to its input's shape. */
const elementwise =
  (rule: (dz: Node, x: Node, y: Node, z: Node) => readonly (Node | undefined)[]): GradientRule =>
  ({ inputs, outputs }, dz) => {
    const [x, y = x] = inputs as [Node, Node];
    const gradients = rule(dz, x, y, outputs[0] as Node);
    return inputs.map((input, index) => {
      const gradient = gradients[index];
      return gradient === undefined ? undefined : sumTo(gradient, input.shape);
    });
  };

const noGradient: GradientRule = () => [];

const onlyBackward: GradientRule = ({ op, inputs }) => {
  throw new ShapeError(`The gradient of ${op}`, inputs, "Only first derivatives are built");
};

const firstInput = ({ inputs }: Call): Node => inputs[0] as Node;
const flag = ({ attributes }: Call, name: string): boolean => attributes[name] === 1;
const number = ({ attributes }: Call, name: string): number => attributes[name] as number;
const numbers = ({ attributes }: Call, name: string): readonly number[] =>
  attributes[name] as readonly number[];

/** Adding an Op without its rule here does not compile. */
export const gradientRules = {
  // z = x ∘ y
  Add: elementwise((dz) => [dz, dz]),
  Sub: elementwise((dz) => [dz, neg(dz)]),
  Mul: elementwise((dz, x, y) => [mul(dz, y), mul(dz, x)]),
  Div: elementwise((dz, _x, y, z) => [div(dz, y), neg(div(mul(dz, z), y))]),
  Max: elementwise((dz, x, y) => [where(greater(x, y), dz, 0), where(greater(x, y), 0, dz)]),
  Min: elementwise((dz, x, y) => [where(less(x, y), dz, 0), where(less(x, y), 0, dz)]),
  // z = f(x); where f′ has z in it, z is used again rather than computed again
  Neg: elementwise((dz) => [neg(dz)]),
  Abs: elementwise((dz, x) => [mul(dz, sign(x))]),
  Relu: elementwise((dz, x) => [where(greater(x, 0), dz, 0)]),
  Tanh: elementwise((dz, _x, _y, z) => [mul(dz, sub(1, mul(z, z)))]),
  Sigmoid: elementwise((dz, _x, _y, z) => [mul(dz, mul(z, sub(1, z)))]),
  Softplus: elementwise((dz, x) => [mul(dz, sigmoid(x))]),
  Exp: elementwise((dz, _x, _y, z) => [mul(dz, z)]),
  Log: elementwise((dz, x) => [div(dz, x)]),
  Sqrt: elementwise((dz, _x, _y, z) => [div(mul(dz, 0.5), z)]),
  // erf′(x) = 2/√π · exp(−x²)
  Erf: elementwise((dz, x) => [mul(dz, mul(2 / Math.sqrt(Math.PI), exp(neg(mul(x, x)))))]),
  // (x·Φ)′ = Φ(x) + x·φ(x), Φ and φ the standard normal distribution and density
  Gelu: elementwise((dz, x) => {
    const distribution = add(0.5, mul(0.5, erf(mul(x, Math.SQRT1_2))));
    const density = mul(1 / Math.sqrt(2 * Math.PI), exp(mul(-0.5, mul(x, x))));
    return [mul(dz, add(distribution, mul(x, density)))];
  }),
  Sign: noGradient,
  Identity: noGradient,
  Greater: noGradient,
  Less: noGradient,
  Equal: noGradient,
  Where: ({ inputs: [condition, yes, no] }, dz) => [
    undefined,
    sumTo(where(condition as Node, dz, 0), (yes as Node).shape),
    sumTo(where(condition as Node, 0, dz), (no as Node).shape),
  ],
  Cast: (call, dz) => [cast(dz, firstInput(call).dtype)],
  Dropout: ({ outputs: [, mask], attributes: { rate } }, dz) => [
    where(mask as Node, mul(dz, 1 / (1 - (rate as number))), 0),
  ],

  Reshape: (call, dz) => [reshape(dz, firstInput(call).shape)],
  Expand: (call, dz) => [sumTo(dz, firstInput(call).shape)],
  Transpose: (call, dz) => {
    const perm = numbers(call, "perm");
    return [
      transpose(
        dz,
        [...perm.keys()].map((axis) => perm.indexOf(axis)),
      ),
    ];
  },
  Concat: (call, dz) => {
    const axis = number(call, "axis");
    const sizes = call.inputs.map(({ shape }) => shape[axis] as number);
    return split(dz, sizes, axis);
  },
  Split: (call, _dz, every) => {
    const parts = call.outputs.map(
      ({ shape, dtype }, index) => every[index] ?? expand(constant(0, [], dtype), shape),
    );
    return [concat(parts, number(call, "axis"))];
  },
  Slice: (call, dz) => {
    const [axis, start, end] = ["axes", "starts", "ends"].map((name) => numbers(call, name)[0]);
    const side = firstInput(call).shape[axis as number] as number;
    return [pad(dz, axis as number, start as number, side - (end as number))];
  },
  Pad: (call, dz) => {
    const pads = numbers(call, "pads");
    return [
      firstInput(call).shape.reduce(
        (part, side, axis) =>
          slice(part, axis, pads[axis] as number, (pads[axis] as number) + side),
        dz,
      ),
    ];
  },

  ReduceSum: (call, dz) => [spread(call, dz)],
  ReduceMean: (call, dz) => {
    const { shape } = firstInput(call);
    const count = numbers(call, "axes").reduce((size, axis) => size * (shape[axis] as number), 1);
    return [spread(call, mul(dz, 1 / count))];
  },
  CumSum: (call, dz) => [cumSum(dz, number(call, "axis"), !flag(call, "reverse"))],
  // dx = z · (dz − Σ dz·z)
  Softmax: (call, dz) => {
    const z = call.outputs[0] as Node;
    const shared = reduceSum(mul(dz, z), [number(call, "axis")], { keepDims: true });
    return [mul(z, sub(dz, shared))];
  },
  // dx = dz − eᶻ · Σ dz
  LogSoftmax: (call, dz) => {
    const total = reduceSum(dz, [number(call, "axis")], { keepDims: true });
    return [sub(dz, mul(exp(call.outputs[0] as Node), total))];
  },
  // z = x̂·γ + β, x̂ = (x − mean)·r:  dx = r · (g − mean(g) − x̂·mean(g·x̂)),  g = dz·γ
  LayerNormalization: ({ inputs, outputs }, dz) => {
    const [x, scale] = inputs as [Node, Node];
    const [, mean, inverseDeviation] = outputs as [Node, Node, Node];
    const normal = mul(sub(x, mean), inverseDeviation);
    const g = mul(dz, scale);
    const level = reduceMean(g, [-1], { keepDims: true });
    const along = reduceMean(mul(g, normal), [-1], { keepDims: true });
    return [
      mul(inverseDeviation, sub(sub(g, level), mul(normal, along))),
      sumTo(mul(dz, normal), scale.shape),
      sumTo(dz, scale.shape),
    ];
  },

  // Z = A′·B′ + bias, where ′ transposes if the attribute says so
  Gemm: (call, dz) => {
    const [a, b, bias] = call.inputs as [Node, Node, Node | undefined];
    const [transA, transB] = [flag(call, "transA"), flag(call, "transB")];
    return [
      transA ? gemm(b, dz, { transA: transB, transB: true }) : gemm(dz, b, { transB: !transB }),
      transB ? gemm(dz, a, { transA: true, transB: transA }) : gemm(a, dz, { transA: !transA }),
      bias === undefined ? undefined : sumTo(dz, bias.shape),
    ];
  },
  FusedMatMul: (call, dz) => {
    const [a, b] = call.inputs as [Node, Node];
    const alpha = number(call, "alpha");
    const [transA, transB] = [flag(call, "transA"), flag(call, "transB")];
    const da = transA
      ? matMul(b, dz, { transA: transB, transB: true, alpha })
      : matMul(dz, b, { transB: !transB, alpha });
    const db = transB
      ? matMul(dz, a, { transA: true, transB: transA, alpha })
      : matMul(a, dz, { transA: !transA, alpha });
    return [sumTo(da, a.shape), sumTo(db, b.shape)];
  },
  // ScatterElements, not ScatterND: the latter loses updates of repeated indices on the CPU
  Gather: ({ inputs }, dz) => {
    const [table, indices] = inputs as [Node, Node];
    const [rows = 0, ...row] = table.shape;
    const width = row.reduce((size, side) => size * side, 1);
    const count = indices.shape.reduce((size, side) => size * side, 1);
    const target = expand(constant(0, [], dz.dtype), [rows, width]);
    const everywhere = expand(reshape(indices, [count, 1]), [count, width]);
    return [reshape(scatterAdd(target, everywhere, reshape(dz, [count, width])), table.shape)];
  },
  ScatterElements: onlyBackward,
  // dx is the transposed convolution; dw correlates x with dz, batch and channels swapped
  Conv: (call, dz) => {
    const [x, weight] = call.inputs as [Node, Node];
    const [dilation = 1, stride, padding] = [
      numbers(call, "dilations")[0],
      numbers(call, "strides")[0],
      numbers(call, "pads") as readonly [number, number],
    ];
    if (stride !== 1) throw new ShapeError("The gradient of Conv", [x], "Its stride must be 1");
    const swapped = (node: Node) => transpose(node, [1, 0, 2]);
    return [
      convTranspose(dz, weight, { dilation, padding }),
      swapped(conv(swapped(x), swapped(dz), { stride: dilation, padding })),
    ];
  },
  ConvTranspose: onlyBackward,
} satisfies Record<Op, GradientRule>;

/** The gradient of a reduction, stretched back over the axes that it removed. */
function spread(call: Call, dz: Node): Node {
  const { shape } = firstInput(call);
  const axes = numbers(call, "axes");
  const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return expand(reshape(dz, kept), shape);
}
