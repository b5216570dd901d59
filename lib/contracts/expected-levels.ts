import { type StepName, stepKey } from "./lake-keys.ts";

/** What series may be expected to sell before they have, from items of like words. Written by `signals`. */
export interface ExpectedLevels {
  /** [items] by row of items.arrow: log of the level of a series of the item; NaN where words tell nothing. */
  readonly ofItem: Float32Array;
  /** [locations] by row of locations.arrow: what is added to that log there. */
  readonly ofLocation: Float32Array;
  /** Standard deviation of the logs' errors. */
  readonly error: number;
}

const signalsStep: StepName = "signals";

/** @param period the last one whose sales the levels may know */
export const expectedLevelsKey = (run: string, period: number): string =>
  stepKey(run, signalsStep, `levels-${period}.arrow`);
