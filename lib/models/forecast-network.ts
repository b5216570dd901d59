import type { Node } from "#lib/engine/graph.ts";
import {
  add,
  constant,
  exp,
  matMul,
  maximum,
  mul,
  neg,
  relu,
  sigmoid,
  softplus,
  sub,
  tanh,
} from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { concat, reduceSum, reshape, softmax, split } from "#lib/engine/shape-operations.ts";
import { dropout, embedding, layerNorm, linear } from "#lib/layers/layers.ts";
import { demandFall, type Fall, splitFalling } from "./demand-fall.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import { inputWidths } from "./network-inputs.ts";
import { baselineCount } from "./step-baselines.ts";

export interface NetworkSize {
  /** Width of the summary of a window's past. */
  readonly summary: number;
  /** Width of what is known of a step. */
  readonly step: number;
  /** Numbers the summary says of each step in particular. */
  readonly decoded: number;
  readonly dropout: number;
  /** Networks trained side by side, whose forecasts are averaged. */
  readonly members: number;
}

/** Forecasts of windows, in scales of the window. */
export interface ForecastNodes {
  /** [batch, horizon, levels], rising along the last axis. */
  readonly quantiles: Node;
  /** [batch, horizon] */
  readonly mean: Node;
  /** [batch, horizon] before the sigmoid. */
  readonly saleLogit: Node;
}

/** What is trained: from what is read of windows to forecasts of them. */
export type ForecastNetwork = (
  scope: Scope,
  inputs: Inputs,
  plan: ForecastPlan,
  size: NetworkSize,
) => ForecastNodes;

const covariateWidth = 4;
const embeddingWidth = 8;
const textWidth = 16;
/** A mean is at most e^±3 times the mixture of baselines. */
const largestLogFactor = 3;

type Inputs = Readonly<Record<string, Node>>;

/**
 * One network for all series and horizons: a residual encoder reads the past of a window, a decoder
 * shared by all steps adds what is known of each step (after TiDE, Das et al. 2023), and every step
 * chooses a mixture of simple forecasts and how far to stray from it.
 */
export function forecastNetwork(
  scope: Scope,
  inputs: Inputs,
  plan: ForecastPlan,
  size: NetworkSize,
): ForecastNodes {
  const summary = encode(scope, inputs, plan, size);
  const known = splitFalling(knownSteps(inputs, plan), plan);
  const steps = decode(scope, summary, known.free, plan, size);
  const fall = known.falling && demandFall(scope.in("fall"), steps, known.falling);
  return readOut(scope, steps, inputs, plan, fall);
}

/** @returns [batch, summary] */
function encode(scope: Scope, inputs: Inputs, plan: ForecastPlan, size: NetworkSize): Node {
  const x = concat([...pastOf(scope, inputs, plan)], 1);
  const hidden = relu(linear(scope.in("encoder.in"), x, size.summary));
  const changed = linear(scope.in("encoder.out"), hidden, size.summary);
  const kept = linear(scope.in("encoder.skip"), x, size.summary);
  const sum = add(dropout(scope.in("encoder.dropout"), changed, size.dropout), kept);
  return layerNorm(scope.in("encoder.norm"), sum);
}

function* pastOf(scope: Scope, inputs: Inputs, plan: ForecastPlan): Generator<Node> {
  const { history, covariates, codes, codeShare, text } = inputs as Record<
    string,
    Node | undefined
  >;
  yield history as Node;
  const batch = (history as Node).shape[0] as number;
  if (covariates !== undefined) {
    const { context } = plan.windows;
    const rows = reshape(covariates, [batch * context, inputWidths(plan).covariates]);
    const mixed = linear(scope.in("covariates"), rows, covariateWidth);
    yield reshape(mixed, [batch, context * covariateWidth]);
  }
  if (codes !== undefined) {
    const rows = plan.statics.reduce((total, attribute) => total + attribute.codes, 0);
    const known = embedding(scope.in("statics"), codes, { rows, width: embeddingWidth });
    const count = plan.statics.length;
    const shared = codeShare ? mul(known, reshape(codeShare, [batch, count, 1])) : known;
    yield reshape(shared, [batch, count * embeddingWidth]);
  }
  if (text !== undefined) {
    const gate = sigmoid(linear(scope.in("text.gate"), text, textWidth));
    yield mul(gate, tanh(linear(scope.in("text.in"), text, textWidth)));
  }
}

/** @returns [batch · horizon, future] */
function knownSteps({ future }: Inputs, plan: ForecastPlan): Node {
  const [batch, horizon] = (future as Node).shape as [number, number];
  return reshape(future as Node, [batch * horizon, inputWidths(plan).future]);
}

/** @returns [batch · horizon, step] */
function decode(
  scope: Scope,
  summary: Node,
  known: Node,
  plan: ForecastPlan,
  size: NetworkSize,
): Node {
  const { horizon } = plan;
  const batch = summary.shape[0] as number;
  const decoded = linear(scope.in("decoder.out"), summary, horizon * size.decoded);
  const perStep = reshape(decoded, [batch * horizon, size.decoded]);
  const ofWindow = linear(scope.in("step.window"), summary, size.step);
  const ofStep = linear(scope.in("step.in"), concat([known, perStep], 1), size.step);
  const both = add(
    reshape(ofStep, [batch, horizon, size.step]),
    reshape(ofWindow, [batch, 1, size.step]),
  );
  const rows = reshape(relu(both), [batch * horizon, size.step]);
  const first = dropout(scope.in("step.dropout"), rows, size.dropout);
  const second = relu(linear(scope.in("step.hidden"), first, size.step));
  return layerNorm(scope.in("step.norm"), add(first, second));
}

/**
 *     q = Σ wᵢ bᵢ + stride · (m + offsets · softplus(d))      w softmax weights of baselines b
 *     mean = max(Σ vᵢ bᵢ, ε) · exp(3 tanh r)                  or Σ vᵢ bᵢ + stride · r where y may be < 0
 *
 * Where demand falls with a price, all of a step is less by the one `fall`: q · exp(−fall) and
 * mean · exp(−fall), or q − stride · fall and mean − stride · fall where y may be below 0.
 */
function readOut(
  scope: Scope,
  steps: Node,
  inputs: Inputs,
  plan: ForecastPlan,
  fall?: Fall,
): ForecastNodes {
  const baselines = inputs.baselines as Node;
  const [batch, horizon] = baselines.shape as [number, number];
  const levels = plan.levels.length;
  const widths = [1, levels - 1, 1, 1, baselineCount, baselineCount];
  const raw = linear(
    scope.in("head"),
    steps,
    widths.reduce((sum, width) => sum + width, 0),
  );
  const rows = reshape(raw, [batch, horizon, raw.shape[1] as number]);
  const [middle, distances, saleLogit, factor, weights, meanWeights] = split(rows, widths, 2) as [
    Node,
    Node,
    Node,
    Node,
    Node,
    Node,
  ];
  const stride = reshape(inputs.stride as Node, [batch, 1, 1]);
  const away = levels > 1 ? offsets(distances, plan.levels) : undefined;
  const strayed = away === undefined ? middle : add(middle, away);
  const meanBase = mixture(meanWeights, baselines);
  const flat = (x: Node) => reshape(x, [batch, horizon]);
  const less = (x: Node): Node => {
    if (fall === undefined) return x;
    const level = reshape(fall.level, [batch, horizon, 1]);
    return plan.nonNegative ? mul(x, exp(neg(level))) : sub(x, mul(stride, level));
  };
  const mean = plan.nonNegative ? scaled(meanBase, factor) : add(meanBase, mul(stride, factor));
  return {
    quantiles: less(add(mixture(weights, baselines), mul(stride, strayed))),
    mean: flat(less(mean)),
    saleLogit: fall ? sub(flat(saleLogit), flat(fall.saleLogit)) : flat(saleLogit),
  };
}

/** [batch, horizon, 1] */
const mixture = (weights: Node, baselines: Node): Node =>
  reduceSum(mul(softmax(weights, 2), baselines), [2], { keepDims: true });

const scaled = (base: Node, factor: Node): Node =>
  mul(maximum(base, 0.01), exp(mul(tanh(factor), largestLogFactor)));

/** Distances between neighbouring quantiles, made positive and summed away from the middle one. */
function offsets(distances: Node, levels: readonly number[]): Node {
  const [batch, horizon, gaps] = distances.shape as [number, number, number];
  const rows = softplus(reshape(distances, [batch * horizon, gaps]));
  const sums = matMul(rows, constant(gapSums(levels), [gaps, levels.length]));
  return reshape(sums, [batch, horizon, levels.length]);
}

/** [gaps, levels], row-major: +1 where the gap lies between the middle and a higher level, −1 below. */
function gapSums(levels: readonly number[]): readonly number[] {
  const middle = middleLevel(levels);
  return levels.slice(1).flatMap((_, gap) =>
    levels.map((_level, index) => {
      if (gap >= middle) return index > gap ? 1 : 0;
      return index <= gap ? -1 : 0;
    }),
  );
}

/** Index of the level nearest to the median. */
function middleLevel(levels: readonly number[]): number {
  const distance = (level: number) => Math.abs(level - 0.5);
  return levels.reduce(
    (best, level, index) => (distance(level) < distance(levels[best] as number) ? index : best),
    0,
  );
}
