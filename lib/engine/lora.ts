import type { Weight, Weights } from "./graph.ts";
import { add, gemm, matMul } from "./operations.ts";
import type { Adapter } from "./scope.ts";
import { normal, zeros } from "./scope.ts";

export interface LoraOptions {
  readonly rank: number;
  /** The change is scaled by alpha / rank. */
  readonly alpha: number;
  /** Which linear layers are adapted, by their path, such as `layer.0.query.`. */
  readonly targets: (path: string) => boolean;
}

const [downName, upName] = ["lora.down", "lora.up"];

/** Of all parameters, those LoRA adds: what is trainable while the network itself rests. */
export const isLora = (name: string): boolean => name.endsWith(downName) || name.endsWith(upName);

/**
 * z = W x + α/r · B A x, A [r, in] drawn, B [out, r] zeros, so that training begins with the network
 * as it is (Hu et al. 2021). The products stay narrow: neither is W's gradient ever computed.
 */
export function lora({ rank, alpha, targets }: LoraOptions): Adapter {
  return (scope, rows, product) => {
    if (!targets(scope.path)) return product;
    const [inputs = 0, width = 0] = [rows.shape[1], product.shape[1]];
    const down = scope.tensor(downName, [rank, inputs], normal(1 / Math.sqrt(inputs)));
    const up = scope.tensor(upName, [width, rank], zeros);
    const narrow = gemm(rows, down, { transB: true });
    return add(product, matMul(narrow, up, { transB: true, alpha: alpha / rank }));
  };
}

/** W + α/r · B A for every adapted W: the weights of a plain network that does the same. */
export function mergeLora(weights: Weights, { rank, alpha }: LoraOptions): Weights {
  const merged = new Map([...weights].filter(([name]) => !isLora(name)));
  for (const [name, down] of weights) {
    if (!name.endsWith(downName)) continue;
    const path = name.slice(0, -downName.length);
    const [weight, up] = [`${path}weight`, `${path}${upName}`].map((key) => weights.get(key));
    merged.set(`${path}weight`, changed(weight as Weight, up as Weight, down, alpha / rank));
  }
  return merged;
}

function changed({ shape, data }: Weight, up: Weight, down: Weight, scale: number): Weight {
  const [rank = 0, inputs = 0] = down.shape;
  const sums = data.slice();
  for (let at = 0; at < sums.length; at++) {
    const [row, column] = [Math.floor(at / inputs), at % inputs];
    let change = 0;
    for (let k = 0; k < rank; k++) {
      change += (up.data[row * rank + k] as number) * (down.data[k * inputs + column] as number);
    }
    sums[at] = (data[at] as number) + scale * change;
  }
  return { shape, data: sums };
}
