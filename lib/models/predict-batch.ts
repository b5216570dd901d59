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
  const features = new Float32Array(boostedWidth(plan));
  const out = new Float32Array(outputCount(levels.length));
  for (let at = 0; at < steps; at++) {
    const place = { row: Math.floor(at / horizon), step: at % horizon };
    writeBoostedRow(plan, batch, place, features, 0);
    predictQuantiles(forest, features, 0, out, 0);
    quantiles.set(out.subarray(0, levels.length).sort(), at * levels.length);
    mean[at] = out[levels.length] as number;
    saleProbability[at] = Math.min(1, Math.max(0, out[levels.length + 1] as number));
  }
  return { mean, quantiles, saleProbability };
}
