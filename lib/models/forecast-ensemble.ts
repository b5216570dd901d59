import type { Node } from "#lib/engine/graph.ts";
import { add, mul, sigmoid } from "#lib/engine/operations.ts";
import type { Scope } from "#lib/engine/scope.ts";
import { forecastLoss } from "./forecast-loss.ts";
import {
  type ForecastNetwork,
  type ForecastNodes,
  forecastNetwork,
  type NetworkSize,
} from "./forecast-network.ts";
import type { ForecastPlan } from "./forecast-plan.ts";

type Inputs = Readonly<Record<string, Node>>;

/** Networks of the same make that start from different weights, trained side by side. */
function members(
  scope: Scope,
  inputs: Inputs,
  plan: ForecastPlan,
  size: NetworkSize,
  network: ForecastNetwork = forecastNetwork,
): readonly ForecastNodes[] {
  return Array.from({ length: size.members }, (_, member) =>
    network(scope.in(`member${member}`), inputs, plan, size),
  );
}

/** The sum over members, so that each learns as if it were alone. */
export function ensembleLoss(
  scope: Scope,
  inputs: Inputs & { readonly actual: Node; readonly importance: Node },
  plan: ForecastPlan,
  size: NetworkSize,
  network?: ForecastNetwork,
): { readonly loss: Node } {
  const losses = members(scope, inputs, plan, size, network).map((member) =>
    forecastLoss(member, inputs, plan),
  );
  return { loss: losses.reduce(add) };
}

/**
 * What is exported: the means over members. Averaged quantiles cross no more than each member's do.
 *
 * @returns quantiles [batch, horizon, levels] and mean [batch, horizon] in scales, saleProbability
 * [batch, horizon]
 */
export function ensembleForecast(
  scope: Scope,
  inputs: Inputs,
  plan: ForecastPlan,
  size: NetworkSize,
  network?: ForecastNetwork,
) {
  const all = members(scope, inputs, plan, size, network);
  const average = (part: (member: ForecastNodes) => Node): Node =>
    mul(all.map(part).reduce(add), 1 / all.length);
  return {
    quantiles: average(({ quantiles }) => quantiles),
    mean: average(({ mean }) => mean),
    saleProbability: average(({ saleLogit }) => sigmoid(saleLogit)),
  };
}
