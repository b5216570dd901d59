import { type Order, orderQuantity } from "./order-quantity.ts";
import { lotWithDiscount } from "./price-breaks.ts";
import type { SupplyTerms } from "./supply-terms.ts";

interface OrderMoment {
  readonly isNow: boolean;
  /** K, money an order. */
  readonly orderCost: number;
  /** λ, units a year. */
  readonly yearlyDemand: number;
}

/** The order of one series: nothing while the next run is in time, more where a discount pays for it. */
export function seriesOrder(
  levels: {
    readonly reorderPoint: number;
    readonly orderUpTo: number;
    readonly notes: readonly string[];
  },
  position: number,
  { terms }: { readonly terms: SupplyTerms },
  { isNow, orderCost, yearlyDemand }: OrderMoment,
): Order {
  const order = orderQuantity(position, levels.reorderPoint, levels.orderUpTo, terms);
  if (order.quantity === 0) return order;
  if (!isNow) return { quantity: 0, limit: "waiting" };
  const { unitCost, priceBreaks, packSize, maxOrder, holdingRate, shelfLifeDays } = terms;
  // More than is needed is worth a discount only while it keeps and can still be sold.
  const isHeld = shelfLifeDays !== undefined || levels.notes.includes("last-order");
  if (unitCost === undefined || isHeld || order.limit === "maximum") return order;
  const economics = { yearlyDemand, unitCost, holdingRate, orderCost };
  const lot = lotWithDiscount(order.quantity, maxOrder, packSize, priceBreaks, economics);
  return lot > order.quantity ? { quantity: lot, limit: "discount" } : order;
}
