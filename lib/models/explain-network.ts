import { gaussLegendre } from "#lib/domain/gauss-legendre.ts";
import { gradientName } from "#lib/layers/export-gradients.ts";
import type { Model } from "#lib/tensors/runtime.ts";
import type { Explanation } from "./explanation.ts";
import { attribute } from "./group-attribution.ts";
import { type ExplainedInput, explainedColumns, explainedInputs } from "./input-columns.ts";
import { actualInputs, type ExplainedValues, usualInputs } from "./usual-inputs.ts";
import { networkInputs, type WindowBatch, type WindowFeatures } from "./window-features.ts";

/** Windows of every call of the graph with gradients. */
export const explainedRows = 64;

/** Where the way is looked at: more points follow the network's bends more closely. */
const path = gaussLegendre(8);

/**
 * Explains mean forecasts by integrated gradients (Sundararajan, Taly & Yan 2017): along the straight
 * way from the usual inputs x′ to the actual ones x, each input contributes
 *
 *     (xᵢ − x′ᵢ) · ∫₀¹ ∂F(x′ + α (x − x′)) / ∂xᵢ dα,   and all together F(x) − F(x′)
 *
 * F being the mean forecast summed over the horizon. Attributes, which are codes, are explained by the
 * share α of their learned vectors.
 *
 * @returns in scales
 */
export async function explainNetwork(
  graph: Model,
  features: WindowFeatures,
  groups: readonly string[],
  batch: WindowBatch,
): Promise<Explanation> {
  const actual = actualInputs(features, batch);
  const usual = usualInputs(features, batch);
  const slope = await meanSlopes(graph, batch, usual, actual);
  const contributions = new Float64Array(batch.rows * groups.length);
  const columns = explainedColumns(features);
  for (const name of explainedInputs) {
    if (actual[name].length === 0) continue;
    const ends = { usual: usual[name], actual: actual[name] };
    const way = { columns: columns[name], slope: slope[name], ...ends };
    attribute(way, groups, batch.rows, contributions);
  }
  const { totals: from } = await evaluate(graph, batch, usual);
  const { totals: to } = await evaluate(graph, batch, actual);
  return { usual: from, contributions, total: to };
}
/** Mean gradients along the straight way, by input. */
async function meanSlopes(
  graph: Model,
  batch: WindowBatch,
  usual: ExplainedValues,
  actual: ExplainedValues,
): Promise<ExplainedValues> {
  const slopes = mapInputs((name) => new Float32Array(actual[name].length));
  for (const { at, weight } of path) {
    const point = mapInputs((name) => between(usual[name], actual[name], at));
    const { gradients } = await evaluate(graph, batch, point);
    for (const name of explainedInputs) addScaled(slopes[name], gradients[name], weight);
  }
  return slopes;
}

function between(a: Float32Array, b: Float32Array, share: number): Float32Array {
  const point = new Float32Array(a.length);
  for (let i = 0; i < a.length; i++) {
    point[i] = (a[i] as number) + share * ((b[i] as number) - (a[i] as number));
  }
  return point;
}

function addScaled(sum: Float32Array, more: Float32Array | undefined, weight: number): void {
  if (more === undefined) return;
  for (let i = 0; i < sum.length; i++) sum[i] = (sum[i] as number) + weight * (more[i] as number);
}

const mapInputs = <Value>(of: (name: ExplainedInput) => Value) =>
  Object.fromEntries(explainedInputs.map((name) => [name, of(name)])) as Record<
    ExplainedInput,
    Value
  >;

/** @returns the forecast summed over the horizon, [rows] in scales, and its gradients by input */
async function evaluate(graph: Model, batch: WindowBatch, values: ExplainedValues) {
  const outputs = await graph.run({ ...networkInputs(batch), ...values });
  const forecast = outputs.value as Float32Array;
  const horizon = forecast.length / explainedRows;
  const totals = Float64Array.from({ length: explainedRows }, (_, row) =>
    forecast.subarray(row * horizon, (row + 1) * horizon).reduce((sum, value) => sum + value, 0),
  );
  const gradients = mapInputs((name) => outputs[gradientName(name)]);
  return { totals, gradients };
}
