import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";

/** More windows say more of a method and cost as much time each. */
const mostWindows = 3;

/**
 * Cutoffs at which members are compared, latest first: each a horizon before the next, so that no
 * period is forecast twice. Before the earliest, two seasons and two horizons should be left to
 * learn from; a history too short for that is tried on less: on two windows at most, half of it and
 * two horizons left.
 */
export function validationCutoffs(
  dataset: Pick<DatasetDescription, "firstPeriod" | "cutoffPeriod" | "season" | "horizon">,
): number[] {
  const { firstPeriod, cutoffPeriod, season, horizon } = dataset;
  const periods = cutoffPeriod - firstPeriod + 1;
  const within = (left: number, most: number) =>
    Math.max(0, Math.min(most, Math.floor((periods - left) / horizon)));
  const wished = within(2 * Math.max(season, horizon), mostWindows);
  const windows = Math.max(wished, within(Math.max(2 * horizon, periods / 2), 2));
  return Array.from({ length: windows }, (_, w) => cutoffPeriod - (w + 1) * horizon);
}
