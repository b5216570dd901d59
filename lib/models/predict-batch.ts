import {
  outputCount,
  predictQuantiles,
  type QuantileForest,
} from "#lib/boosting/quantile-boosting.ts";
import { boostedWidth, writeBoostedRow } from "./boosted-rows.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { WindowBatch } from "./window-features.ts";

/**
 * What boosted trees say of each step of some windows, in scales, named like the network's outputs.
 * Quantiles that cross are put in order (Chernozhukov, Fernández-Val & Galichon 2010).
 */
export function predictBatch(plan: ForecastPlan, forest: QuantileForest, batch: WindowBatch) {
  const { horizon, levels } = plan;
  const steps = batch.rows * horizon;
  const mean = new Float32Array(steps);
  const quantiles = new Float32Array(steps * levels.length);
  const saleProbability = new Float32Array(steps);
  const width = boostedWidth(plan);
  const features = new Float32Array(horizon * width);
  const count = outputCount(levels.length);
  const out = new Float32Array(horizon * count);
  for (let row = 0; row < batch.rows; row++) {
    for (let step = 0; step < horizon; step++) {
      writeBoostedRow(plan, batch, { row, step }, features, step * width);
    }
    predictQuantiles(forest, features, out);
    for (let step = 0; step < horizon; step++) {
      const [at, from] = [row * horizon + step, step * count];
      quantiles.set(out.subarray(from, from + levels.length).sort(), at * levels.length);
      mean[at] = out[from + levels.length] as number;
      const share = out[from + levels.length + 1] as number;
      saleProbability[at] = Math.min(1, Math.max(0, share));
    }
  }
  return { mean, quantiles, saleProbability };
}
