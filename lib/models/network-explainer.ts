import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { gaussLegendre } from "#lib/domain/gauss-legendre.ts";
import { gradientName } from "#lib/engine/export-gradients.ts";
import { type Model, openModel } from "#lib/engine/runtime.ts";
import type { ForecastModel } from "./forecast-model.ts";
import type { ForecasterOptions } from "./forecaster.ts";
import { attribute } from "./group-attribution.ts";
import {
  type ExplainedInput,
  explainedColumns,
  explainedGroups,
  explainedInputs,
} from "./input-columns.ts";
import { actualInputs, type ExplainedValues, usualInputs } from "./usual-inputs.ts";
import { networkInputs, type WindowBatch, WindowFeatures } from "./window-features.ts";

/** Windows of every call of the graph with gradients. */
export const explainedRows = 64;

/** Why the network forecasts what it does; units of the target, summed over the horizon. */
export interface NetworkExplanation {
  readonly groups: readonly string[];
  /** [series] what it would forecast had nothing been special. */
  readonly usual: Float64Array;
  /** [series · groups] */
  readonly contributions: Float64Array;
  /** [series] its mean forecast: usual + contributions, but for the error of the quadrature. */
  readonly total: Float64Array;
}

export interface NetworkExplainer {
  readonly groups: readonly string[];
  /** @param series rows of the shard to explain */
  explain(
    shard: PreparedShard,
    cutoffPeriod: number,
    series: readonly number[],
  ): Promise<NetworkExplanation>;
  close(): Promise<void>;
}

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
 */
export async function openNetworkExplainer(
  { plan, gradients }: ForecastModel,
  { threads, text }: ForecasterOptions,
): Promise<NetworkExplainer> {
  const graph = await openModel(gradients, { threads });
  const features = new WindowFeatures(plan, text);
  const groups = explainedGroups(plan);
  return {
    groups,
    async explain(shard, cutoffPeriod, series) {
      const all: NetworkExplanation = {
        groups,
        usual: new Float64Array(series.length),
        contributions: new Float64Array(series.length * groups.length),
        total: new Float64Array(series.length),
      };
      for (let first = 0; first < series.length; first += explainedRows) {
        const some = series.slice(first, first + explainedRows);
        const batch = features.allocate(explainedRows);
        for (const [row, at] of some.entries()) {
          features.fill(batch, row, { shard, series: at, origin: cutoffPeriod });
        }
        await explainBatch(graph, features, batch, { all, first, count: some.length });
      }
      return all;
    },
    close: () => graph.close(),
  };
}

interface Into {
  readonly all: NetworkExplanation;
  readonly first: number;
  readonly count: number;
}

async function explainBatch(
  graph: Model,
  features: WindowFeatures,
  batch: WindowBatch,
  { all, first, count }: Into,
): Promise<void> {
  const groups = all.groups.length;
  const actual = actualInputs(features, batch);
  const usual = usualInputs(features, batch);
  const slope = await meanSlopes(graph, batch, usual, actual);
  const [from, to] = [await evaluate(graph, batch, usual), await evaluate(graph, batch, actual)];
  const contributions = new Float64Array(explainedRows * groups);
  const columns = explainedColumns(features);
  for (const name of explainedInputs) {
    const way = {
      columns: columns[name],
      ...{ usual: usual[name], actual: actual[name], slope: slope[name] },
    };
    if (way.actual.length > 0) attribute(way, all.groups, explainedRows, contributions);
  }
  for (let row = 0; row < count; row++) {
    const scale = batch.scale[row] as number;
    all.usual[first + row] = scale * (from.totals[row] as number);
    all.total[first + row] = scale * (to.totals[row] as number);
    const own = contributions.subarray(row * groups, (row + 1) * groups);
    all.contributions.set(
      own.map((contribution) => scale * contribution),
      (first + row) * groups,
    );
  }
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
