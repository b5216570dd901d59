import type { Node } from "#lib/engine/graph.ts";
import { add, gelu, stopGradient } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { concat, reduceMean, reshape, slice, transpose } from "#lib/engine/shape-operations.ts";
import { multiHeadAttention } from "#lib/layers/attention.ts";
import { normal } from "#lib/layers/initializers.ts";
import { layerNorm, linear, residualMlp } from "#lib/layers/layers.ts";
import { type ForecastNetwork, forecastNetwork } from "#lib/models/forecast-network.ts";
import type { ForecastPlan } from "#lib/models/forecast-plan.ts";
import { valuesEnd, without } from "./masked-inputs.ts";

const width = 32;
const blocks = 2;

type Encoder = (scope: Scope, tokens: Node) => Node;

/** The past is read period by period by `encode`, and no longer all at once by one linear layer. */
const reading =
  (encode: Encoder): ForecastNetwork =>
  (scope, inputs, plan, size) => {
    const history = inputs.history as Node;
    const encoded = encode(scope.in("past"), tokensOf(scope.in("tokens"), history, plan));
    const rest = without(history, 0, valuesEnd(plan));
    return forecastNetwork(scope, { ...inputs, history: concat([encoded, rest], 1) }, plan, size);
  };

/** @returns [batch, context, width] value and mask of each period */
function tokensOf(scope: Scope, history: Node, { windows: { context } }: ForecastPlan): Node {
  const batch = history.shape[0] as number;
  const both = reshape(slice(history, 1, 0, 2 * context), [batch, 2, context]);
  const place = scope.tensor("place", [context, width], normal(0.02));
  return add(linear(scope.in("in"), transpose(both, [0, 2, 1]), width), place);
}

/** Two blocks of self-attention over the periods (Vaswani et al. 2017). */
export const attending = reading((scope, tokens) => {
  let x = tokens;
  for (let block = 0; block < blocks; block++) {
    const own = scope.in(`block${block}`);
    const seen = layerNorm(own.in("norm"), x);
    x = add(x, multiHeadAttention(own.in("attention"), seen, { heads: 4 }));
    x = residualMlp(own.in("mlp"), x, { hidden: 2 * width });
  }
  return reduceMean(layerNorm(scope.in("norm"), x), [1]);
});

/** Two blocks that mix periods, then features (Tolstikhin et al. 2021; TSMixer, Chen et al. 2023). */
export const mixing = reading((scope, tokens) => {
  let x = tokens;
  for (let block = 0; block < blocks; block++) {
    const own = scope.in(`block${block}`);
    const periods = transpose(layerNorm(own.in("norm"), x), [0, 2, 1]);
    const mixed = gelu(linear(own.in("periods"), periods, periods.shape[2] as number));
    x = add(x, transpose(mixed, [0, 2, 1]));
    x = residualMlp(own.in("features"), x, { hidden: 2 * width });
  }
  return reduceMean(layerNorm(scope.in("norm"), x), [1]);
});

/** Nothing that the network shares learns from whether something sells. */
export const noSaleGradient: ForecastNetwork = (scope, inputs, plan, size) => {
  const all = forecastNetwork(scope, inputs, plan, size);
  return { ...all, saleLogit: stopGradient(all.saleLogit) };
};
