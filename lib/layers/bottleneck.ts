import { add, gelu, gemm } from "#lib/engine/operations.ts";
import type { Adapter } from "#lib/engine/scope.ts";
import { glorot, zeros } from "./initializers.ts";

const prefix = "bottleneck.";

/** Of all parameters, those the adapter adds. */
export const isBottleneck = (name: string): boolean => name.includes(prefix);

/**
 * z + U gelu(D z) after each chosen linear layer's z, D [width, out] drawn, U [out, width] zeros, so
 * that training begins with the network as it is (Houlsby et al. 2019).
 */
export function bottleneck(width: number, targets: (path: string) => boolean): Adapter {
  return {
    product(scope, _rows, z) {
      if (!targets(scope.path)) return z;
      const out = z.shape[1] as number;
      const down = scope.tensor(`${prefix}down`, [width, out], glorot);
      const up = scope.tensor(`${prefix}up`, [out, width], zeros);
      return add(z, gemm(gelu(gemm(z, down, { transB: true })), up, { transB: true }));
    },
  };
}
