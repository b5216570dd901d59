import type { Node } from "#lib/engine/graph.ts";
import { ShapeError } from "#lib/engine/graph.ts";
import { add, constant, matMul, mul, sub } from "#lib/engine/operations.ts";
import type { Prefix, Scope } from "#lib/engine/scope.ts";
import { concat, reshape, softmax, split, transpose } from "#lib/engine/shape-operations.ts";
import { dropout, linear } from "./layers.ts";
import type { Packing } from "./packing.ts";

export interface AttentionOptions {
  readonly heads: number;
  /** [batch, keys], 1 where there is something to attend to, 0 where there is padding. */
  readonly mask?: Node;
  /** How `x` was packed; its mask holds. */
  readonly packing?: Packing;
  /** What is attended to, [batch, keys, any]; `x` itself unless told. */
  readonly context?: Node;
  /** Whether each step attends only to itself and those before it. */
  readonly causal?: boolean;
  /** Of attention weights. */
  readonly dropout?: number;
}

/** Added to a score it leaves a weight of 0, and stays finite in half precision. */
const far = -3e4;

const asItIs = (x: Node): Node => x;

/**
 * softmax(Q Kᵀ / √d + bias) V by heads of size d = width / heads, then one linear layer (Vaswani et
 * al. 2017). x [batch, steps, width], or [rows, width] where it is packed, gives the same. Where
 * linear layers were pruned there are as many heads as they still give.
 */
export function multiHeadAttention(scope: Scope, x: Node, options: AttentionOptions): Node {
  const { heads, packing, context = x, causal = false, dropout: rate = 0 } = options;
  const { pack = asItIs, unpack = asItIs, mask = options.mask } = packing ?? {};
  const [width = 0, rank] = [x.shape.at(-1), packing ? 2 : 3];
  if (x.shape.length !== rank || context.shape.length !== rank || width % heads !== 0) {
    const rule = `They are [batch, steps, width], the width a multiple of ${heads} heads`;
    throw new ShapeError("multiHeadAttention", [x, context], rule);
  }
  const size = width / heads;
  const ofHeads = (name: string, from: Node) =>
    byHeads(unpack(linear(scope.in(name), from, width)), size);
  const [queries, keys] = [ofHeads("query", x), ofHeads("key", context)];
  const alpha = 1 / Math.sqrt(size);
  const scores = withBiases(matMul(queries, keys, { transB: true, alpha }), mask, causal);
  const [batch = 0, left = 0, steps = 0] = queries.shape;
  const prefix = prefixOf(scope, left * size);
  const drop = (weights: Node) => dropout(scope, weights, rate);
  const mixed = prefix
    ? mixedWith(prefix, { queries, scores, values: ofHeads("value", context), drop })
    : matMul(drop(softmax(scores)), ofHeads("value", context));
  const joined = reshape(transpose(mixed, [0, 2, 1, 3]), [batch, steps, left * size]);
  return linear(scope.in("out"), pack(joined), width);
}

/** [batch, steps, width] to [batch, heads, steps, size] */
function byHeads(x: Node, size: number): Node {
  const [batch = 0, steps = 0, width = 0] = x.shape;
  return transpose(reshape(x, [batch, steps, width / size, size]), [0, 2, 1, 3]);
}

function prefixOf(scope: Scope, width: number): Prefix | undefined {
  for (const adapter of scope.adapters) {
    const found = adapter.prefix?.(scope, width);
    if (found) return found;
  }
  return undefined;
}

interface Attended {
  readonly queries: Node;
  readonly scores: Node;
  readonly values: Node;
  readonly drop: (weights: Node) => Node;
}

/** The prefix is never masked; its products broadcast over the batch, so that it is not copied. */
function mixedWith(prefix: Prefix, { queries, scores, values, drop }: Attended): Node {
  const [size = 0, steps = 0] = [queries.shape[3], scores.shape[3]];
  const [length = 0] = prefix.keys.shape;
  const [first, firstValues] = [prefix.keys, prefix.values].map((x) =>
    byHeads(reshape(x, [1, ...x.shape]), size),
  ) as [Node, Node];
  const own = matMul(queries, first, { transB: true, alpha: 1 / Math.sqrt(size) });
  const weights = drop(softmax(concat([own, scores], 3)));
  const [ofPrefix, ofInput] = split(weights, [length, steps], 3) as [Node, Node];
  return add(matMul(ofPrefix, firstValues), matMul(ofInput, values));
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
