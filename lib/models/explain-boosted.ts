import { addGroupShapley } from "#lib/boosting/group-shapley.ts";
import { predictOutput, type QuantileForest } from "#lib/boosting/quantile-boosting.ts";
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
  const output = plan.levels.length;
  const level = groups.indexOf("level");
  for (let row = 0; row < batch.rows; row++) {
    const actual = windowRows(plan, batch, row);
    const usual = windowRows(plan, usualBatch, row);
    const levelled = movedLevels(usual, actual, columns);
    const from = means(forest, output, usual);
    const to = means(forest, output, actual);
    const own = all.contributions.subarray(row * groups.length, (row + 1) * groups.length);
    for (let step = 0; step < plan.horizon; step++) {
      const [base, reached] = [from[step] as number, to[step] as number];
      all.usual[row] = (all.usual[row] as number) + base;
      all.total[row] = (all.total[row] as number) + Math.max(floor(plan), reached);
      const place = [step * forest.features, (step + 1) * forest.features] as const;
      const pair = { row: actual.subarray(...place), reference: levelled.subarray(...place) };
      const shares = new Float64Array(groups.length);
      addGroupShapley(forest, output, { ...pair, groupOf }, shares);
      // The first move is what the second leaves of the whole.
      const second = shares.reduce((sum, share) => sum + share, 0);
      own[level] = (own[level] as number) + reached - base - second;
      for (const [g, share] of shares.entries()) own[g] = (own[g] as number) + share;
    }
  }
  return all;
}
const floor = ({ nonNegative }: ForecastPlan): number =>
  nonNegative ? 0 : Number.NEGATIVE_INFINITY;

/** [horizon · width] what the trees read of one window. */
function windowRows(plan: ForecastPlan, batch: WindowBatch, row: number): Float32Array {
  const width = boostedWidth(plan);
  const rows = new Float32Array(plan.horizon * width);
  for (let step = 0; step < plan.horizon; step++) {
    writeBoostedRow(plan, batch, { row, step }, rows, step * width);
  }
  return rows;
}

/** The usual rows with each shape moved as far, at every step, as it moves on average. */
function movedLevels(
  usual: Float32Array,
  actual: Float32Array,
  columns: readonly (InputColumn | undefined)[],
): Float32Array {
  const moved = usual.slice();
  const width = columns.length;
  for (const [c, column] of columns.entries()) {
    if (!column?.isShape) continue;
    let changes = 0;
    for (let at = c; at < usual.length; at += width) {
      changes += (actual[at] as number) - (usual[at] as number);
    }
    const move = changes / (usual.length / width);
    for (let at = c; at < usual.length; at += width) moved[at] = (usual[at] as number) + move;
  }
  return moved;
}

/** [rows] mean forecasts. */
function means(forest: QuantileForest, output: number, rows: Float32Array): Float32Array {
  const out = new Float32Array(rows.length / forest.features);
  predictOutput(forest, output, rows, out);
  return out;
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
