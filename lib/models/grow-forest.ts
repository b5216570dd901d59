import { boostQuantiles, type QuantileForest } from "#lib/boosting/quantile-boosting.ts";
import { seededRandom } from "#lib/domain/random.ts";
import { drawBoostedRows, fallingFeatures } from "./boosted-rows.ts";
import type { ForecastPlan } from "./forecast-plan.ts";
import type { EffortPlan } from "./training-effort.ts";
import type { TrainingWindows } from "./training-windows.ts";

interface Growing {
  readonly seed: number;
  readonly signal: AbortSignal;
  readonly progress: { report(done: number, total: number, note?: string): void };
}

/** Trees told of at once. */
const reportEvery = 10;
/** A leaf holds at least this share of the rows, and no fewer than `leastLeafRows`. */
const leafShare = 1 / 2000;
const leastLeafRows = 10;

/** Grows the boosted trees on the windows that the network learns from. */
export function growForest(
  plan: ForecastPlan,
  windows: TrainingWindows,
  { forest }: EffortPlan,
  { seed, signal, progress }: Growing,
): QuantileForest {
  const random = seededRandom(seed, "boosted rows");
  const { values, target } = drawBoostedRows(plan, windows, forest.rows, random);
  return boostQuantiles(values, target, {
    levels: plan.levels,
    trees: forest.trees,
    learningRate: forest.learningRate,
    maxLeaves: forest.leaves,
    minLeafRows: Math.max(leastLeafRows, Math.floor(target.length * leafShare)),
    rowShare: 0.6,
    featureShare: 0.4,
    falling: fallingFeatures(plan),
    seed,
    onTree: (tree) => {
      signal.throwIfAborted();
      if (tree % reportEvery === 0) progress.report(tree, forest.trees, "trees");
    },
  });
}
