import type { Node } from "#lib/engine/graph.ts";
import {
  abs,
  add,
  greater,
  log,
  mul,
  neg,
  relu,
  softplus,
  sqrt,
  sub,
} from "#lib/engine/operations.ts";
import { indicator, maskedMean, maskedPinball } from "#lib/layers/losses.ts";
import type { ForecastNodes } from "./forecast-network.ts";
import type { ForecastPlan } from "./forecast-plan.ts";

const meanWeight = 0.1;
const saleWeight = 0.1;

/**
 *     loss = pinball(quantiles) + 0.1 · error(mean) + 0.1 · crossEntropy(saleLogit, [y > 0])
 *
 * Pinball and error of the mean are weighed by importance, the cross-entropy counts every observed
 * step alike.
 *
 * @param actual y [batch, horizon], in scales
 * @param importance [batch, horizon], 0 where not observed
 */
export function forecastLoss(
  { quantiles, mean, saleLogit }: ForecastNodes,
  { actual, importance }: { readonly actual: Node; readonly importance: Node },
  { levels, nonNegative }: Pick<ForecastPlan, "levels" | "nonNegative">,
): Node {
  const pinball = maskedPinball(quantiles, actual, importance, levels);
  const error = nonNegative ? poissonDeviance(mean, actual) : softSquare(sub(mean, actual));
  const surprise = crossEntropy(saleLogit, indicator(greater(actual, 0)));
  const observed = indicator(greater(importance, 0));
  return add(
    pinball,
    add(
      mul(maskedMean(error, importance), meanWeight),
      mul(maskedMean(surprise, observed), saleWeight),
    ),
  );
}

/** μ − y·log μ, half the Poisson deviance up to what y alone decides: least at the mean of y. */
const poissonDeviance = (mean: Node, actual: Node): Node => sub(mean, mul(actual, log(mean)));

/** √(1 + d²) − 1: a square near 0, |d| far away. */
const softSquare = (d: Node): Node => sub(sqrt(add(1, mul(d, d))), 1);

/** log(1 + eˣ) − x·y, without overflow. */
const crossEntropy = (logit: Node, target: Node): Node =>
  add(sub(relu(logit), mul(logit, target)), softplus(neg(abs(logit))));
