import { addGroupShapley } from "#lib/boosting/group-shapley.ts";
import {
  outputCount,
  predictQuantiles,
  type QuantileForest,
} from "#lib/boosting/quantile-boosting.ts";
import { boostedWidth, writeBoostedRow } from "./boosted-rows.ts";
import type { Explanation } from "./explanation.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import { boostedColumns, type InputColumn } from "./input-columns.ts";
import { usualInputs } from "./usual-inputs.ts";
import type { WindowBatch, WindowFeatures } from "./window-features.ts";

/**
 * Explains mean forecasts of the trees in two moves from the usual inputs to the actual ones. First what
 * is a shape moves by its mean over the horizon: that is level. Then all else moves, and each group gets
 * its Shapley value.
 *
 * @returns in scales
 */
export function explainBoosted(
  forest: QuantileForest,
  features: WindowFeatures,
  groups: readonly string[],
  batch: WindowBatch,
): Explanation {
  const { plan } = features;
  const columns = boostedColumns(plan);
  const groupOf = Int32Array.from(columns, (column) => groups.indexOf(column?.group ?? ""));
  const usualBatch = {
    ...batch,
    ...usualInputs(features, batch),
    codes: unknownCodes(plan, batch),
  };
  const all: Explanation = {
    usual: new Float64Array(batch.rows),
    contributions: new Float64Array(batch.rows * groups.length),
    total: new Float64Array(batch.rows),
  };
  const forecast = meanForecaster(forest, plan);
  for (let row = 0; row < batch.rows; row++) {
    const actual = windowRows(plan, batch, row);
    const usual = windowRows(plan, usualBatch, row);
    const levelled = movedLevels(usual, actual, columns);
    const own = all.contributions.subarray(row * groups.length, (row + 1) * groups.length);
    for (let step = 0; step < plan.horizon; step++) {
      const [from, middle, to] = [usual, levelled, actual].map((rows) => rows[step]) as Rows;
      const base = forecast(from);
      all.usual[row] = (all.usual[row] as number) + base;
      all.total[row] = (all.total[row] as number) + Math.max(floor(plan), forecast(to));
      const level = groups.indexOf("level");
      own[level] = (own[level] as number) + forecast(middle) - base;
      addGroupShapley(forest, plan.levels.length, { row: to, reference: middle, groupOf }, own);
    }
  }
  return all;
}

type Rows = [Float32Array, Float32Array, Float32Array];

const floor = ({ nonNegative }: ForecastPlan): number =>
  nonNegative ? 0 : Number.NEGATIVE_INFINITY;

/** [horizon] what the trees read of each step of one window. */
const windowRows = (plan: ForecastPlan, batch: WindowBatch, row: number): Float32Array[] =>
  Array.from({ length: plan.horizon }, (_, step) => {
    const values = new Float32Array(boostedWidth(plan));
    writeBoostedRow(plan, batch, { row, step }, values, 0);
    return values;
  });

/** The usual rows with each shape moved as far, at every step, as it moves on average. */
function movedLevels(
  usual: readonly Float32Array[],
  actual: readonly Float32Array[],
  columns: readonly (InputColumn | undefined)[],
): Float32Array[] {
  const moves = columns.map((column, c) => {
    if (!column?.isShape) return 0;
    const changes = actual.map((values, h) => (values[c] as number) - (usual[h]?.[c] as number));
    return changes.reduce((sum, change) => sum + change, 0) / changes.length;
  });
  return usual.map((values) => values.map((value, c) => value + (moves[c] as number)));
}

function meanForecaster(forest: QuantileForest, { levels }: ForecastPlan) {
  const out = new Float32Array(outputCount(levels.length));
  return (values: Float32Array): number => {
    predictQuantiles(forest, values, 0, out, 0);
    return out[levels.length] as number;
  };
}

/** Each attribute of each window as one that training never saw. */
function unknownCodes({ statics }: ForecastPlan, { rows }: WindowBatch): Int32Array {
  let next = 0;
  const starts = statics.map(({ codes }) => {
    next += codes;
    return next - codes;
  });
  return Int32Array.from(
    { length: rows * starts.length },
    (_, i) => starts[i % starts.length] ?? 0,
  );
}
