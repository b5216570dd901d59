import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";

/** More windows say more of a method and cost as much time each. */
const mostWindows = 3;

/**
 * Cutoffs at which candidates are compared, latest first: each a horizon before the next, so that no
 * period is forecast twice. Before the earliest, two seasons or two horizons must be left to learn from.
 */
export function validationCutoffs(
  dataset: Pick<DatasetDescription, "firstPeriod" | "cutoffPeriod" | "season" | "horizon">,
): number[] {
  const { firstPeriod, cutoffPeriod, season, horizon } = dataset;
  const periods = cutoffPeriod - firstPeriod + 1;
  const spare = periods - 2 * Math.max(season, horizon);
  const windows = Math.max(0, Math.min(mostWindows, Math.floor(spare / horizon)));
  return Array.from({ length: windows }, (_, w) => cutoffPeriod - (w + 1) * horizon);
}
