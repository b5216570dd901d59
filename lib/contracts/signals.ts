import { type StepName, stepKey } from "./lake-keys.ts";

/** What words say of an item over time: `past` covariates that no shop has to give. */
export const signalNames = ["search_interest", "review_opinion"] as const;
export type SignalName = (typeof signalNames)[number];

/** `signals/signals.json`: which of them this run has. */
export interface SignalsDescription {
  readonly names: readonly SignalName[];
}

const signalsStep: StepName = "signals";

export const signalsKey = (run: string): string => stepKey(run, signalsStep, "signals.json");
