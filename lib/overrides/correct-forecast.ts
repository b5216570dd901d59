import type { OverrideEntry } from "#lib/contracts/api-answers.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";

/** The correction that holds for `date`: the latest, unless it withdrew those before. */
export function overrideFor(
  date: BusinessDate,
  overrides: readonly OverrideEntry[],
): OverrideEntry | undefined {
  const last = overrides.findLast(({ from, to }) => from <= date && date <= to);
  return last?.action === "withdraw" || last?.value === null ? undefined : last;
}

/** The mean that a planner wants instead of `mean`; units of the target. */
export const correctedMean = ({ action, value }: OverrideEntry, mean: number): number =>
  action === "set" ? (value ?? mean) : (value ?? 1) * mean;
