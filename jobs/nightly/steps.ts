import { allocateStep } from "#jobs/allocate/step.ts";
import { embedStep } from "#jobs/embed/step.ts";
import { ingestStep } from "#jobs/ingest/step.ts";
import { prepareStep } from "#jobs/prepare/step.ts";
import { publishStep } from "#jobs/publish/step.ts";
import { recommendStep } from "#jobs/recommend/step.ts";
import { reconcileStep } from "#jobs/reconcile/step.ts";
import { replenishStep } from "#jobs/replenish/step.ts";
import { scoreStep } from "#jobs/score/step.ts";
import { signalsStep } from "#jobs/signals/step.ts";
import { trainStep } from "#jobs/train/step.ts";
import { tuneStep } from "#jobs/tune/step.ts";
import type { Step } from "#lib/run/step.ts";

/** A night, in the order of the work. */
export const nightlySteps: readonly Step[] = [
  ingestStep,
  prepareStep,
  embedStep,
  signalsStep,
  tuneStep,
  trainStep,
  scoreStep,
  reconcileStep,
  replenishStep,
  allocateStep,
  recommendStep,
  publishStep,
];
