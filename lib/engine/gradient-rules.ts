import type { GradientRule } from "./gradient-rule.ts";
import { firstInput, number, numbers } from "./gradient-rule.ts";
import type { Call, Node, Op } from "./graph.ts";
import {
  add,
  cast,
  constant,
  div,
  erf,
  exp,
  greater,
  less,
  mul,
  neg,
  sigmoid,
  sign,
  sub,
  where,
} from "./operations.ts";
import { productRules } from "./product-gradients.ts";
import {
  concat,
  expand,
  pad,
  reshape,
  slice,
  split,
  sumTo,
  transpose,
} from "./shape-operations.ts";

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
    const inverse = perm.map((_, axis) => perm.indexOf(axis));
    return [transpose(dz, inverse)];
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
    const before = numbers(call, "pads");
    const cut = (part: Node, side: number, axis: number) =>
      slice(part, axis, before[axis] as number, (before[axis] as number) + side);
    return [firstInput(call).shape.reduce(cut, dz)];
  },

  ReduceSum: (call, dz) => [spread(call, dz)],
  ReduceMean: (call, dz) => {
    const { shape } = firstInput(call);
    const count = numbers(call, "axes").reduce((size, axis) => size * (shape[axis] as number), 1);
    return [spread(call, mul(dz, 1 / count))];
  },
  ...productRules,
} satisfies Record<Op, GradientRule>;

/** The gradient of a reduction, stretched back over the axes that it removed. */
function spread(call: Call, dz: Node): Node {
  const { shape } = firstInput(call);
  const axes = numbers(call, "axes");
  const kept = shape.map((side, axis) => (axes.includes(axis) ? 1 : side));
  return expand(reshape(dz, kept), shape);
}
