import { periodState } from "#lib/contracts/prepared-shard.ts";
import type { Frequency } from "#lib/domain/period.ts";
import type { SalesPeriods } from "./sales-periods.ts";

/** How the target of a period is read from its sales. */
export interface TargetRules {
  readonly target: "units" | "revenue" | "price";
  readonly missing: "zero" | "unknown";
  readonly frequency: Frequency;
}

/**
 * State of one period.
 *
 * - closed: shut, and nothing sold;
 * - outOfStock: rows say so, and the period sold nothing or they outweigh the rest (`isShort`);
 * - observed: rows tell the target, or there is none and that means zero;
 * - missing: anything else.
 *
 * @param isClosed the shop was shut
 * @param isSilent no row could have been expected: nothing is recorded yet, or no longer
 */
export function stateOf(
  sales: SalesPeriods,
  period: number,
  rules: TargetRules,
  isClosed: boolean,
  isSilent: boolean,
): number {
  const hasSold = sales.units.at(period) > 0;
  if (isClosed && !hasSold) return periodState.closed;
  if (isShort(sales, period, rules.frequency, hasSold)) return periodState.outOfStock;
  if (sales.rows[period] !== 0) {
    const isKnown = !Number.isNaN(targetOf(sales, period, rules.target));
    return isKnown ? periodState.observed : periodState.missing;
  }
  const isZero = rules.missing === "zero" && rules.target !== "price" && !isSilent;
  return isZero ? periodState.observed : periodState.missing;
}

/** A day with any such row sold less than it could; a week or month only if most of its rows say so. */
function isShort(
  { rows, rowsOut }: SalesPeriods,
  period: number,
  frequency: Frequency,
  hasSold: boolean,
): boolean {
  if (rowsOut.length === 0 || rowsOut[period] === 0) return false;
  return (
    !hasSold || frequency === "day" || 2 * (rowsOut[period] as number) > (rows[period] as number)
  );
}

/** The target of a period with rows; NaN where they do not tell it. */
export function targetOf(
  sales: SalesPeriods,
  period: number,
  target: TargetRules["target"],
): number {
  switch (target) {
    case "units":
      return sales.units.at(period);
    case "revenue":
      return sales.revenueRows[period] === 0
        ? Number.NaN
        : (sales.revenue?.at(period) ?? Number.NaN);
    case "price":
      return sales.price?.sold(period) ?? Number.NaN;
  }
}
