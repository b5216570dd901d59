import type { LearningSettings } from "#lib/contracts/tuning.ts";
import { type EffortPlan, effortPlans, type TrainingEffort } from "./training-effort.ts";

/**
 * An effort's plan with some of its settings replaced.
 *
 * @param budget share of the whole training, 0 … 1: of the network's steps and of the trees' rows
 */
export function plannedEffort(
  effort: TrainingEffort,
  settings: LearningSettings = {},
  budget = 1,
): EffortPlan {
  const plan = effortPlans[effort];
  const { size, forest } = plan;
  const part = (count: number) => Math.max(1, Math.round(count * budget));
  return {
    ...plan,
    fewestSteps: part(plan.fewestSteps),
    mostSteps: part(plan.mostSteps),
    passes: plan.passes * budget,
    learningRate: settings.learning_rate ?? plan.learningRate,
    size: {
      ...size,
      summary: settings.summary_width ?? size.summary,
      step: settings.step_width ?? size.step,
      dropout: settings.dropout ?? size.dropout,
    },
    forest: {
      trees: settings.trees ?? forest.trees,
      leaves: settings.leaves ?? forest.leaves,
      learningRate: settings.tree_learning_rate ?? forest.learningRate,
      rows: part(forest.rows),
    },
  };
}
