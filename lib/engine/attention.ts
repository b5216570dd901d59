import type { Node } from "./graph.ts";
import { ShapeError } from "./graph.ts";
import { dropout, linear } from "./layers.ts";
import { add, constant, matMul, mul, sub } from "./operations.ts";
import type { Scope } from "./scope.ts";
import { reshape, softmax, transpose } from "./shape-operations.ts";

export interface AttentionOptions {
  readonly heads: number;
  /** [batch, keys], 1 where there is something to attend to, 0 where there is padding. */
  readonly mask?: Node;
  /** What is attended to, [batch, keys, any]; `x` itself unless told. */
  readonly context?: Node;
  /** Whether each step attends only to itself and those before it. */
  readonly causal?: boolean;
  /** Of attention weights. */
  readonly dropout?: number;
}

/** Added to a score it leaves a weight of 0, and stays finite in half precision. */
const far = -3e4;

/**
 * softmax(Q Kᵀ / √d + bias) V by heads of size d = width / heads, then one linear layer (Vaswani et
 * al. 2017). x [batch, steps, width] gives the same.
 */
export function multiHeadAttention(scope: Scope, x: Node, options: AttentionOptions): Node {
  const { heads, context = x, mask, causal = false } = options;
  const [batch = 0, steps = 0, width = 0] = x.shape;
  if (x.shape.length !== 3 || context.shape.length !== 3 || width % heads !== 0) {
    const rule = `They are [batch, steps, width], the width a multiple of ${heads} heads`;
    throw new ShapeError("multiHeadAttention", [x, context], rule);
  }
  const ofHeads = (name: string, from: Node): Node => {
    const sides = [batch, from.shape[1] as number, heads, width / heads];
    return transpose(reshape(linear(scope.in(name), from, width), sides), [0, 2, 1, 3]);
  };
  const [queries, keys] = [ofHeads("query", x), ofHeads("key", context)];
  const alpha = 1 / Math.sqrt(width / heads);
  const scores = withBiases(matMul(queries, keys, { transB: true, alpha }), mask, causal);
  const weights = dropout(scope, softmax(scores), options.dropout ?? 0);
  const mixed = transpose(matMul(weights, ofHeads("value", context)), [0, 2, 1, 3]);
  return linear(scope.in("out"), reshape(mixed, [batch, steps, width]), width);
}

/** scores [batch, heads, steps, keys] */
function withBiases(scores: Node, mask: Node | undefined, causal: boolean): Node {
  const [batch = 0, , steps = 0, keys = 0] = scores.shape;
  const padded = mask && add(scores, reshape(mul(sub(1, mask), far), [batch, 1, 1, keys]));
  if (!causal) return padded ?? scores;
  const later = Array.from({ length: steps * keys }, (_, at) =>
    at % keys > Math.floor(at / keys) ? far : 0,
  );
  return add(padded ?? scores, constant(later, [steps, keys]));
}
