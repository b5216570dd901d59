import type { OrderConfig } from "#lib/config/order-config.ts";
import { sayMoney, sayUnits } from "#lib/inventory/say-quantity.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";

interface PlannedOrder {
  /** Units; NaN where none can be suggested. */
  readonly orderQuantity: number;
  /** Money; NaN where not known. */
  readonly orderValue: number;
  /** Units that usually sell in an order cycle; NaN without a past. */
  readonly usual: number;
  readonly terms: Pick<SupplyTerms, "packSize" | "minOrder">;
}

/** Why a person must say yes first, if so. An order whose value is not known cannot be held against a limit. */
export function approvalOf(
  { orderQuantity, orderValue, usual, terms }: PlannedOrder,
  { approveAbove, approveFactor, currency }: OrderConfig,
): string | undefined {
  if (!(orderQuantity > 0)) return undefined;
  if (!Number.isFinite(orderValue)) return "Needs approval: its value is not known.";
  if (orderValue > approveAbove) {
    return `Needs approval: worth more than ${sayMoney(approveAbove, currency)}.`;
  }
  const order = Math.max(usual, terms.packSize, terms.minOrder);
  if (!(orderQuantity > approveFactor * order)) return undefined;
  return `Needs approval: more than ${sayUnits(approveFactor)} times the ${sayUnits(order)} of a usual order.`;
}
