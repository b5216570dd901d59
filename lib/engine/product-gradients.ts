import { sizeOf } from "#lib/tensors/tensor-type.ts";
import { conv, convTranspose } from "./convolution.ts";
import type { GradientRule } from "./gradient-rule.ts";
import { flag, number, numbers, onlyBackward } from "./gradient-rule.ts";
import type { Call, Node, Op } from "./graph.ts";
import { ShapeError } from "./graph.ts";
import { compress, decompress, scatterAdd } from "./lookup.ts";
import { constant, exp, gemm, matMul, mul, sub } from "./operations.ts";
import { expand, reduceMean, reduceSum, reshape, sumTo, transpose } from "./shape-operations.ts";

/** Rules of operations that mix the elements of a row, a matrix, a table or a series. */
export const productRules = {
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
    const bias = call.inputs[2];
    return [...ofFactors(call, dz, gemm), bias && sumTo(dz, bias.shape)];
  },
  FusedMatMul: (call, dz) => {
    const alpha = number(call, "alpha");
    const factors = ofFactors(call, dz, (a, b, sides) => matMul(a, b, { ...sides, alpha }));
    return factors.map((factor, at) => sumTo(factor, (call.inputs[at] as Node).shape));
  },
  // ScatterElements, not ScatterND: the latter loses updates of repeated indices on the CPU
  Gather: ({ inputs }, dz) => {
    const [table, indices] = inputs as [Node, Node];
    const [rows = 0, ...row] = table.shape;
    const [width, count] = [sizeOf(row), sizeOf(indices.shape)];
    const target = expand(constant(0, [], dz.dtype), [rows, width]);
    const everywhere = expand(reshape(indices, [count, 1]), [count, width]);
    return [reshape(scatterAdd(target, everywhere, reshape(dz, [count, width])), table.shape)];
  },
  ScatterElements: onlyBackward,
  // Either is the other's transpose
  Compress: ({ inputs: [, present] }, dz) => [decompress(dz, present as Node)],
  Decompress: ({ inputs: [rows, present] }, dz) => [
    compress(dz, present as Node, (rows as Node).shape[0]),
  ],
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
} satisfies Partial<Record<Op, GradientRule>>;

/** dA = dZ·B′ and dB = A′·dZ, the other way round where the factor itself was transposed. */
function ofFactors(call: Call, dz: Node, product: typeof gemm): readonly Node[] {
  const [a, b] = call.inputs as [Node, Node];
  const [transA, transB] = [flag(call, "transA"), flag(call, "transB")];
  return [
    transA ? product(b, dz, { transA: transB, transB: true }) : product(dz, b, { transB: !transB }),
    transB ? product(dz, a, { transA: true, transB: transA }) : product(a, dz, { transA: !transA }),
  ];
}
