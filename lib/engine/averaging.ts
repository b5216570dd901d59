import type { Node } from "./graph.ts";
import { add, mul, sub } from "./operations.ts";
import type { Optimizer } from "./optimizers.ts";

/** How much of the new parameters enters their average at a step, counted from 1. */
export type AveragingRate = (step: number) => number;

/** Under this name the optimizer remembers the average of a parameter. */
export const average = "average";

/** Exponential moving average; its memory is short at first: min(decay, t / (10 + t)). */
export const ema =
  (decay: number): AveragingRate =>
  (step) =>
    1 - Math.min(decay, step / (10 + step));

/** Plain mean of the parameters from a step on (Izmailov et al. 2018), their copy before it. */
export const swa =
  (from: number): AveragingRate =>
  (step) =>
    1 / Math.max(1, step - from + 1);

/** The same optimizer, which also keeps  a ← a + share · (p − a)  of every parameter p. */
export function averaged(optimizer: Optimizer, share: AveragingRate): Optimizer {
  return {
    memory: { ...optimizer.memory, [average]: "parameter" },
    scalars: (step, learningRate) => ({
      ...optimizer.scalars(step, learningRate),
      share: share(step),
    }),
    update(slot, scalars) {
      const { value, memory } = optimizer.update(slot, scalars);
      const before = slot.memory[average] as Node;
      const after = add(before, mul(sub(value, before), scalars.share as Node));
      return { value, memory: { ...memory, [average]: after } };
    },
  };
}
