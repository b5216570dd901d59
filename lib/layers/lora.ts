import type { Node } from "#lib/engine/graph.ts";
import { add, gemm, matMul, mul } from "#lib/engine/operations.ts";
import type { Adapter } from "#lib/engine/scope.ts";
import type { Weight, Weights } from "#lib/tensors/tensor-type.ts";
import { normal, zeros } from "./initializers.ts";

export interface LoraOptions {
  readonly rank: number;
  /** The change is scaled by alpha / rank. */
  readonly alpha: number;
  /** Which linear layers are adapted, by their path, such as `layer.0.query.`. */
  readonly targets: (path: string) => boolean;
}

/** Names of what is added to a layer; `scale` by AdaLoRA alone. */
export const loraNames = { down: "lora.down", up: "lora.up", scale: "lora.scale" } as const;

/** Of all parameters, those LoRA adds: what is trainable while the network itself rests. */
export const isLora = (name: string): boolean =>
  Object.values(loraNames).some((added) => name.endsWith(added));

/**
 * z = W x + α/r · B A x, A [r, in] drawn, B [out, r] zeros, so that training begins with the network
 * as it is (Hu et al. 2021). The products stay narrow: neither is W's gradient ever computed.
 */
export function lora({ rank, alpha, targets }: LoraOptions): Adapter {
  return {
    product(scope, rows, product) {
      if (!targets(scope.path)) return product;
      const [inputs = 0, width = 0] = [rows.shape[1], product.shape[1]];
      const down = scope.tensor(loraNames.down, [rank, inputs], normal(1 / Math.sqrt(inputs)));
      const up = scope.tensor(loraNames.up, [width, rank], zeros);
      return narrowProduct(rows, { product, down, up }, alpha / rank);
    },
  };
}

/** product + factor · rows Aᵀ (· diag(scale)) Bᵀ */
export function narrowProduct(
  rows: Node,
  { product, down, up, scale }: { product: Node; down: Node; up: Node; scale?: Node },
  factor: number,
): Node {
  const narrow = gemm(rows, down, { transB: true });
  const scaled = scale ? mul(narrow, scale) : narrow;
  return add(product, matMul(scaled, up, { transB: true, alpha: factor }));
}

/** W + α/r · B A for every adapted W: the weights of a plain network that does the same. */
export function mergeLora(
  weights: Weights,
  { rank, alpha }: Pick<LoraOptions, "rank" | "alpha">,
): Weights {
  const merged = new Map([...weights].filter(([name]) => !isLora(name)));
  for (const [name, down] of weights) {
    if (!name.endsWith(loraNames.down)) continue;
    const path = name.slice(0, -loraNames.down.length);
    const [weight, up, scale] = ["weight", loraNames.up, loraNames.scale].map((key) =>
      weights.get(`${path}${key}`),
    );
    const factors = { down, up: up as Weight, scale };
    merged.set(`${path}weight`, changed(weight as Weight, factors, alpha / rank));
  }
  return merged;
}

function changed(
  { shape, data }: Weight,
  { down, up, scale }: { down: Weight; up: Weight; scale: Weight | undefined },
  factor: number,
): Weight {
  const [rank = 0, inputs = 0] = down.shape;
  const sums = data.slice();
  for (let at = 0; at < sums.length; at++) {
    const [row, column] = [Math.floor(at / inputs), at % inputs];
    let change = 0;
    for (let k = 0; k < rank; k++) {
      const size = scale?.data[k] ?? 1;
      const [b, a] = [up.data[row * rank + k], down.data[k * inputs + column]];
      change += (b as number) * size * (a as number);
    }
    sums[at] = (data[at] as number) + factor * change;
  }
  return { shape, data: sums };
}
