import type { OrderConfig } from "#lib/config/order-config.ts";
import { sayMoney, sayUnits } from "#lib/inventory/say-quantity.ts";
import type { OrderLine } from "./order-line.ts";

/** What is ordered after all. */
interface FinalOrder {
  readonly quantity: number;
  /** Money; NaN where not known. */
  readonly value: number;
}

/** Why a person must say yes first, if so. An order whose value is not known cannot be held against a limit. */
export function approvalOf(
  { quantity, value }: FinalOrder,
  { usual, packSize, minOrder }: Pick<OrderLine, "usual" | "packSize" | "minOrder">,
  { approveAbove, approveFactor, currency }: OrderConfig,
): string | undefined {
  if (quantity <= 0) return undefined;
  if (!Number.isFinite(value)) return "Needs approval: its value is not known.";
  if (value > approveAbove) {
    return `Needs approval: worth more than ${sayMoney(approveAbove, currency)}.`;
  }
  if (usual === null) return undefined;
  const order = Math.max(usual, packSize, minOrder);
  if (quantity <= approveFactor * order) return undefined;
  return `Needs approval: more than ${sayUnits(approveFactor)} times the ${sayUnits(order)} of a usual order.`;
}
