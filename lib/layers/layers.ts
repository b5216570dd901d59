import { conv } from "#lib/engine/convolution.ts";
import type { Node } from "#lib/engine/graph.ts";
import { ShapeError } from "#lib/engine/graph.ts";
import { gather } from "#lib/engine/lookup.ts";
import { add, dropoutWithMask, gelu, gemm } from "#lib/engine/operations.ts";
import type { Initializer, Scope } from "#lib/engine/scope.ts";
import { layerNormalization, reshape, transpose } from "#lib/engine/shape-operations.ts";
import { sizeOf } from "#lib/tensors/tensor-type.ts";
import { glorot, normal, ones, zeros } from "./initializers.ts";

/** x Wᵀ + b over the last axis; weight [width, in], bias [width]. */
export function linear(
  scope: Scope,
  x: Node,
  width: number,
  { initializer = glorot, bias = true }: { initializer?: Initializer; bias?: boolean } = {},
): Node {
  const inputs = x.shape.at(-1);
  if (inputs === undefined) throw new ShapeError("linear", [x], "It needs an axis to work on");
  const out = scope.adapters.reduce((w, adapter) => adapter.width?.(scope.path, w) ?? w, width);
  const weight = scope.tensor("weight", [out, inputs], initializer);
  const offset = bias ? { bias: scope.tensor("bias", [out], zeros) } : {};
  const rows = reshape(x, [sizeOf(x.shape) / inputs, inputs]);
  const product = scope.adapters.reduce(
    (z, adapter) => adapter.product?.(scope, rows, z) ?? z,
    gemm(rows, weight, { transB: true, ...offset }),
  );
  return reshape(product, [...x.shape.slice(0, -1), out]);
}

/** A learned vector for each whole number below `rows`: […] gives […, width]. */
export function embedding(
  scope: Scope,
  indices: Node,
  { rows, width, deviation = 0.02 }: { rows: number; width: number; deviation?: number },
): Node {
  return gather(scope.tensor("weight", [rows, width], normal(deviation)), indices);
}

/** (x − mean) / √(variance + ε) · γ + β over the last axis (Ba, Kiros and Hinton 2016). */
export function layerNorm(scope: Scope, x: Node, epsilon = 1e-5): Node {
  const width = [x.shape.at(-1) ?? 1];
  const scale = scope.tensor("scale", width, ones);
  return layerNormalization(x, scale, scope.tensor("bias", width, zeros), epsilon);
}

/** While training, drops each element with probability `rate` and scales up the rest. */
export const dropout = (scope: Scope, x: Node, rate: number): Node =>
  scope.training && rate > 0 ? dropoutWithMask(x, rate, scope.nextSeed())[0] : x;

export interface ResidualOptions {
  readonly hidden: number;
  readonly dropout?: number;
}

/** x + W₂ gelu(W₁ norm(x)), the pre-norm block of transformers and mixers. */
export function residualMlp(scope: Scope, x: Node, options: ResidualOptions): Node {
  const rate = options.dropout ?? 0;
  const hidden = gelu(linear(scope.in("up"), layerNorm(scope.in("norm"), x), options.hidden));
  const back = linear(scope.in("down"), dropout(scope, hidden, rate), x.shape.at(-1) ?? 1);
  return add(x, dropout(scope, back, rate));
}

export interface ConvolutionOptions {
  readonly width: number;
  readonly taps: number;
  /** Steps between taps. */
  readonly dilation?: number;
}

/**
 * z(t) = b + Σ wₖ x(t − (taps − 1 − k)·dilation), zeros before the first step: no step sees a later
 * one (van den Oord et al. 2016). x [batch, steps, in] gives [batch, steps, width]
 */
export function causalConvolution(scope: Scope, x: Node, options: ConvolutionOptions): Node {
  const { width, taps, dilation = 1 } = options;
  const weight = scope.tensor("weight", [width, x.shape.at(-1) ?? 0, taps], glorot);
  const padding = [dilation * (taps - 1), 0] as const;
  const channelsFirst = conv(transpose(x, [0, 2, 1]), weight, { dilation, padding });
  return add(transpose(channelsFirst, [0, 2, 1]), scope.tensor("bias", [width], zeros));
}
