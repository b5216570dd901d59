import type { Batch, InputSpecs } from "./graph-inputs.ts";
import type { RuntimeOptions } from "./runtime.ts";
import type { Metrics } from "./stepper.ts";
import { Stepper } from "./stepper.ts";
import type { Weights } from "./to-onnx.ts";
import type { PlanOptions, TrainingPlan } from "./training-plan.ts";
import { planTraining } from "./training-plan.ts";

export type TrainingOptions<Specs extends InputSpecs> = PlanOptions<Specs> & RuntimeOptions;

/** Training one step at a time, in this thread. */
export interface Training {
  step(batch: Batch, learningRate: number): Promise<Metrics>;
  /** Copies of the parameters as they are now. */
  weights(): Weights;
  close(): Promise<void>;
}

export async function openTraining<Specs extends InputSpecs>(
  options: TrainingOptions<Specs>,
): Promise<Training> {
  const plan = planTraining(options);
  const stepper = await Stepper.open(plan, options);
  let steps = 0;
  return {
    step: (batch, rate) => stepper.step(batch, options.optimizer.scalars(++steps, rate)),
    weights: () => weightsOf(plan, stepper.state()),
    close: () => stepper.close(),
  };
}

export const weightsOf = (plan: TrainingPlan, state: Record<string, Float32Array>): Weights =>
  new Map(
    Object.entries(plan.state).flatMap(([name, { shape, isParameter }]) =>
      isParameter ? [[name, { shape, data: state[name] as Float32Array }]] : [],
    ),
  );
