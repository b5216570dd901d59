import type { Node } from "#lib/engine/graph.ts";
import { add, constant, div, gelu, matMul, maximum } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { reduceSum, reshape } from "#lib/engine/shape-operations.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { dropout, embedding, layerNorm, linear } from "#lib/layers/layers.ts";
import { type Packing, packingOf } from "#lib/layers/packing.ts";

/** Sizes of a BERT (Devlin et al. 2019); the names of `config.json` are in `bert-folder.ts`. */
export interface BertShape {
  readonly layers: number;
  readonly width: number;
  readonly heads: number;
  /** Width inside the feed-forward layers. */
  readonly hidden: number;
  readonly vocabulary: number;
  /** Longest text, in tokens. */
  readonly positions: number;
  /** Kinds of segment; ours are all of kind 0. */
  readonly types: number;
  /** Of layer normalisation. */
  readonly epsilon: number;
}

export interface TokenNodes {
  /** [batch, steps], int32 */
  readonly tokens: Node;
  /** [batch, steps], 1 at a token, 0 at padding. */
  readonly mask: Node;
}

/** Of the values that embeddings begin with. */
export const deviation = 0.02;

/**
 * The encoder, post-norm as BERT has it: see `embedTokens` and `bertLayers`.
 *
 * @returns [batch, steps, width]
 */
export function bert(scope: Scope, nodes: TokenNodes, shape: BertShape, rate: number): Node {
  return bertLayers(scope, embedTokens(scope, nodes.tokens, shape), nodes.mask, shape, rate);
}

/**
 * For each layer
 *
 *     x ← norm(x + attention(x)),  x ← norm(x + W₂ gelu(W₁ x))
 *
 * of the tokens that are there; where padding is, zeros come out.
 *
 * @param embedded [batch, steps, width]
 * @param rate of dropout, after embeddings, attention and feed-forward layers
 */
export function bertLayers(
  scope: Scope,
  embedded: Node,
  mask: Node,
  shape: BertShape,
  rate: number,
): Node {
  const packing = packingOf(mask);
  let x = dropout(scope, packing.pack(embedded), rate);
  for (let layer = 0; layer < shape.layers; layer++) {
    x = bertLayer(scope.in(`layer.${layer}`), x, packing, shape, rate);
  }
  return packing.unpack(x);
}

/** Word, place and segment, summed and normalised. @returns [batch, steps, width] */
export function embedTokens(whole: Scope, tokens: Node, shape: BertShape): Node {
  const scope = whole.in("embeddings");
  const { width, vocabulary, positions, types, epsilon } = shape;
  const steps = tokens.shape[1] as number;
  const words = embedding(scope.in("words"), tokens, { rows: vocabulary, width, deviation });
  const counted = constant([...Array(steps).keys()], [steps], "int32");
  const places = embedding(scope.in("positions"), counted, { rows: positions, width, deviation });
  const kind = constant([0], [1], "int32");
  const segment = embedding(scope.in("types"), kind, { rows: types, width, deviation });
  return layerNorm(scope.in("norm"), add(words, add(places, segment)), epsilon);
}

function bertLayer(scope: Scope, x: Node, packing: Packing, shape: BertShape, rate: number): Node {
  const { heads, hidden, width, epsilon } = shape;
  const mixed = multiHeadAttention(scope.in("attention"), x, { heads, packing, dropout: rate });
  const between = layerNorm(scope.in("norm1"), add(x, dropout(scope, mixed, rate)), epsilon);
  const up = gelu(linear(scope.in("up"), between, hidden));
  const down = dropout(scope, linear(scope.in("down"), up, width), rate);
  return layerNorm(scope.in("norm2"), add(between, down), epsilon);
}

/** Mean over the tokens that are there. x [batch, steps, width] gives [batch, width] */
export function meanOverTokens(x: Node, mask: Node): Node {
  const [batch = 0, steps = 0, width = 0] = x.shape;
  const sums = matMul(reshape(mask, [batch, 1, steps]), x);
  const counts = maximum(reduceSum(mask, [1], { keepDims: true }), 1);
  return div(reshape(sums, [batch, width]), counts);
}
