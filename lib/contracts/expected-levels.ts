import { type StepName, stepKey } from "./lake-keys.ts";

/** Analogues that are named of an item. */
export const analoguesNamed = 3;

/** What series may be expected to sell before they have, from items that are like them. Written by `signals`. */
export interface ExpectedLevels {
  /** [items] by row of items.arrow: log of the level of a series of the item; NaN where nothing tells. */
  readonly ofItem: Float32Array;
  /** [locations] by row of locations.arrow: what is added to that log there. */
  readonly ofLocation: Float32Array;
  /** [items] standard deviation of that log. */
  readonly error: Float32Array;
  /** [items · analoguesNamed] rows of the items that it was learned from most, -1 for none. */
  readonly analogues: Int32Array;
  readonly launches: LaunchSales;
}

/** What series sold in the first periods after their launch; those of the least expected first. */
export interface LaunchSales {
  /** [launches] log of the level that was expected of each, ascending. */
  readonly expected: Float32Array;
  /** [launches] */
  readonly firstPeriod: Int32Array;
  /** [launches · horizon] NaN where not observed. */
  readonly sold: Float32Array;
}

export const noLaunches: LaunchSales = {
  expected: new Float32Array(),
  firstPeriod: new Int32Array(),
  sold: new Float32Array(),
};

const signalsStep: StepName = "signals";

/** @param period the last one whose sales the levels may know */
export const expectedLevelsKey = (run: string, period: number): string =>
  stepKey(run, signalsStep, `levels-${period}.arrow`);

export const launchSalesKey = (run: string, period: number): string =>
  stepKey(run, signalsStep, `launches-${period}.arrow`);
