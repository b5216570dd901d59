import type { StockPosition } from "./order-quantity.ts";
import { limitSentence, targetSentence } from "./reorder-reason.ts";
import { sayDays, sayPercent, sayUnits } from "./say-quantity.ts";
import type { SupplyTerms } from "./supply-terms.ts";
import type { WarehouseOrder } from "./warehouse-order.ts";

/** What the sentence needs besides the suggestion. */
export interface WarehouseContext {
  /** How many it supplies with the item. */
  readonly stores: number;
  readonly stock: StockPosition | undefined;
  readonly terms: SupplyTerms;
  /** Days until an order can leave. */
  readonly leaves: number;
}

/** Why a warehouse orders a quantity, in the words of a buyer. */
export function warehouseReason(planned: WarehouseOrder, context: WarehouseContext): string {
  const { stores, stock, terms, leaves } = context;
  const demand = `Its ${stores} ${stores === 1 ? "store is" : "stores are"} expected to sell about ${sayUnits(planned.expectedDemand)} in ${sayDays(planned.protectedDays)} (lead time, order cycle and the way to the store).`;
  if (stock === undefined) {
    return `Stock unknown: no count up to the cutoff, so no quantity is suggested. ${demand}`;
  }
  const { limit, quantity } = planned.order;
  const sentences = [
    demand,
    `${sayUnits(stock.onHand)} on hand and ${sayUnits(stock.onOrder)} on order here, ${sayUnits(planned.position)} with all at and on the way to its stores: ${sayPercent(planned.stockoutRisk)} risk of running out if nothing is ordered now.`,
    orderSentence(planned),
    limitSentence(limit, leaves, terms),
    quantity > 0 ? targetSentence(planned.service, "cycle") : "",
  ];
  return sentences.filter((sentence) => sentence !== "").join(" ");
}

function orderSentence({ order, reorderPoint, orderUpTo }: WarehouseOrder): string {
  if (order.quantity > 0) {
    return `Order ${sayUnits(order.quantity)} to bring warehouse and stores back to ${sayUnits(orderUpTo)}.`;
  }
  const isDue = order.limit === "waiting" || order.limit === "refused";
  return isDue ? "" : `No order while they have at least ${sayUnits(reorderPoint)}.`;
}
