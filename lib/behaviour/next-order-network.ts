import type { Node } from "#lib/engine/graph.ts";
import type { InputNodes, InputSpecs } from "#lib/engine/graph-inputs.ts";
import { gather } from "#lib/engine/lookup.ts";
import {
  add,
  constant,
  equal,
  exp,
  gelu,
  log,
  matMul,
  mul,
  neg,
  sigmoid,
  sub,
} from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { concat, logSoftmax, reduceSum, reshape, softmax } from "#lib/engine/shape-operations.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { normal, zeros } from "#lib/layers/initializers.ts";
import { dropout, layerNorm, linear, residualMlp } from "#lib/layers/layers.ts";
import { indicator, maskedMean } from "#lib/layers/losses.ts";
import { packingOf } from "#lib/layers/packing.ts";
import { customerFeatures, eventFeatures, stateLength } from "./customer-state.ts";
import { trendHalfLives } from "./trend-table.ts";

export interface NextOrderSize {
  readonly items: number;
  /** Of the vectors that describe items in words; 0 where there are none. */
  readonly textWidth: number;
  readonly width: number;
  readonly heads: number;
  readonly layers: number;
  readonly dropout: number;
}

/** What is read of each customer. */
export const stateInputs = {
  items: { dtype: "int32", shape: ["batch", stateLength] },
  mask: { dtype: "float32", shape: ["batch", stateLength] },
  events: { dtype: "float32", shape: ["batch", stateLength, eventFeatures] },
  customers: { dtype: "float32", shape: ["batch", customerFeatures] },
} as const satisfies InputSpecs;

/** Items of the next order that a step learns from. */
export const targetLength = 16;

/** What the loss reads beside the customers' states. */
export const targetInputs = (candidates: number) =>
  ({
    candidates: { dtype: "int32", shape: [candidates] },
    /** ln of how many items of the shop each candidate stands for. */
    weight: { dtype: "float32", shape: [candidates] },
    trends: { dtype: "float32", shape: ["batch", candidates, trendHalfLives.length] },
    /** Items of the next order: the item, its place in [batch · candidates], 1 where there is one. */
    targets: { dtype: "int32", shape: ["batch", targetLength] },
    places: { dtype: "int32", shape: ["batch", targetLength] },
    counts: { dtype: "float32", shape: ["batch", targetLength] },
  }) as const satisfies InputSpecs;

const far = -3e4;

/** Vectors of items: what is learned of each, and what its words say: e_i = v_i + P t_i. */
function itemVectors(
  scope: Scope,
  indices: Node,
  { items, textWidth, width }: NextOrderSize,
): Node {
  const first = textWidth === 0 ? normal(0.02) : zeros;
  const own = gather(scope.tensor("own", [items, width], first), indices);
  if (textWidth === 0) return own;
  const words = gather(scope.tensor("text", [items, textWidth], zeros), indices);
  return add(own, linear(scope.in("words"), words, width, { bias: false }));
}

interface CustomerReading {
  /** [batch, width] */
  readonly wish: Node;
  /** [batch, stateLength] probability of each item of the customer's own, were it one of them. */
  readonly again: Node;
  /** [batch, 1] probability that it is one of them. */
  readonly gate: Node;
}

/** Reads a customer's state: what is wished for, and what is wanted again. */
function readCustomer(
  scope: Scope,
  { items, mask, events, customers }: InputNodes<typeof stateInputs>,
  size: NextOrderSize,
): CustomerReading {
  const { width, heads, layers } = size;
  const batch = items.shape[0] as number;
  const vectors = itemVectors(scope.in("items"), items, size);
  const manner = linear(scope.in("manner"), events, width);
  const packing = packingOf(mask);
  let x = dropout(scope, packing.pack(add(vectors, manner)), size.dropout);
  for (let layer = 0; layer < layers; layer++) {
    const at = scope.in(`layer${layer}`);
    const mixed = multiHeadAttention(at.in("attention"), layerNorm(at.in("norm"), x), {
      heads,
      packing,
      dropout: size.dropout,
    });
    x = residualMlp(at.in("mlp"), add(x, mixed), { hidden: 2 * width, dropout: size.dropout });
  }
  const read = layerNorm(scope.in("norm"), x);
  const person = gelu(linear(scope.in("person"), customers, width));
  const weights = maskedSoftmax(
    reshape(packing.unpack(linear(scope.in("pool"), read, 1)), [batch, stateLength]),
    mask,
  );
  const pooled = reshape(matMul(reshape(weights, [batch, 1, stateLength]), packing.unpack(read)), [
    batch,
    width,
  ]);
  const both = concat([pooled, person], 1);
  const hidden = gelu(linear(scope.in("both"), both, width));
  const withEvents = concat([read, packing.pack(events)], 1);
  const again = linear(
    scope.in("again"),
    gelu(linear(scope.in("againHidden"), withEvents, width)),
    1,
  );
  return {
    wish: linear(scope.in("wish"), dropout(scope, add(hidden, pooled), size.dropout), width),
    again: maskedSoftmax(reshape(packing.unpack(again), [batch, stateLength]), mask),
    gate: sigmoid(linear(scope.in("gate"), both, 1)),
  };
}

const maskedSoftmax = (scores: Node, mask: Node): Node =>
  softmax(add(scores, mul(sub(1, mask), far)));

/** ln-scores of candidates before they are made to add up: u · e_i + b_i + w · trends. */
function candidateScores(
  scope: Scope,
  wish: Node,
  { candidates, trends }: { readonly candidates: Node; readonly trends: Node },
  size: NextOrderSize,
): Node {
  const vectors = itemVectors(scope.in("items"), candidates, size);
  const bias = gather(scope.tensor("bias", [size.items], zeros), candidates);
  const fit = add(matMul(wish, vectors, { transB: true }), bias);
  return add(fit, reshape(linear(scope.in("trend"), trends, 1), trends.shape.slice(0, -1)));
}

/**
 * Mean surprise at the items of the next order. An item is either one of the customer's own, wanted
 * again, or drawn from all (RepeatNet: Ren et al. 2019; pointers: See et al. 2017):
 *
 *     p(i) = g · Σ_t a_t [item_t = i] + (1 − g) · softmax_i(u · e_i + b_i + w · trends)
 *     loss = −mean ln p(i)
 */
export function nextOrderLoss(
  scope: Scope,
  nodes: InputNodes<typeof stateInputs> & InputNodes<ReturnType<typeof targetInputs>>,
  size: NextOrderSize,
): { readonly loss: Node } {
  const { wish, again, gate } = readCustomer(scope, nodes, size);
  const scores = add(candidateScores(scope, wish, nodes, size), nodes.weight);
  const [batch = 0, candidates = 0] = scores.shape;
  const logs = reshape(logSoftmax(scores), [batch * candidates, 1]);
  const drawn = reshape(gather(logs, nodes.places), [batch, targetLength]);
  const same = equal(
    reshape(nodes.targets, [batch, targetLength, 1]),
    reshape(nodes.items, [batch, 1, stateLength]),
  );
  const own = mul(reshape(mul(again, nodes.mask), [batch, 1, stateLength]), indicator(same));
  const p = add(mul(gate, reduceSum(own, [2])), mul(sub(1, gate), exp(drawn)));
  return { loss: maskedMean(neg(log(add(p, 1e-9))), nodes.counts) };
}

/** What serving reads: customers, and the trends of all items on the day. */
export const servingInputs = (items: number) =>
  ({
    ...stateInputs,
    trends: { dtype: "float32", shape: [items, trendHalfLives.length] },
  }) as const satisfies InputSpecs;

/** p(i) in its two parts: `drawn` [batch, items] of all items, `own` [batch, stateLength] again. */
export function nextOrder(
  scope: Scope,
  nodes: InputNodes<ReturnType<typeof servingInputs>>,
  size: NextOrderSize,
): { readonly drawn: Node; readonly own: Node } {
  const { wish, again, gate } = readCustomer(scope, nodes, size);
  const candidates = constant([...Array(size.items).keys()], [size.items], "int32");
  const scores = candidateScores(scope, wish, { candidates, trends: nodes.trends }, size);
  return {
    drawn: mul(sub(1, gate), softmax(scores)),
    own: mul(gate, mul(again, nodes.mask)),
  };
}
