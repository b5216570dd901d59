import type { OrderLimit, StockPosition } from "./order-quantity.ts";
import type { Reorder, ReorderNote } from "./reorder-planner.ts";
import type { ServiceTarget, SupplyTerms } from "./supply-terms.ts";

/** What the sentence needs besides the suggestion. */
export interface ReasonContext {
  readonly terms: SupplyTerms;
  readonly stock: StockPosition | undefined;
  /** Days between the stock count and the cutoff. */
  readonly countedDaysAgo: number;
}

/** Why a quantity is suggested, in the words of a buyer. */
export function reorderReason(reorder: Reorder, context: ReasonContext): string {
  const demand = demandClause(reorder);
  if (context.stock === undefined || reorder.order === undefined) {
    return `Stock unknown: no count up to the cutoff, so no quantity is suggested. ${demand}${noteSentences(reorder.notes)}`;
  }
  const parts = [
    demand,
    stockSentence(context.stock, reorder, context.countedDaysAgo),
    orderSentence(reorder, reorder.order.quantity, context.terms),
    limitSentence(reorder.order.limit, context.terms),
    reorder.order.quantity > 0 ? targetSentence(reorder.service) : "",
  ];
  return parts.filter((part) => part !== "").join(" ") + noteSentences(reorder.notes);
}

function demandClause({ expectedDemand, protectedDays }: Reorder): string {
  return `About ${units(expectedDemand)} expected to sell in ${days(protectedDays)} (lead time and order cycle).`;
}

function stockSentence(stock: StockPosition, reorder: Reorder, countedDaysAgo: number): string {
  const owed = stock.backordered > 0 ? `, ${units(stock.backordered)} owed` : "";
  const age = countedDaysAgo > 0 ? ` (counted ${days(countedDaysAgo)} before the cutoff)` : "";
  const risk = `${percent(reorder.stockoutRisk ?? 0)} risk of running out if nothing is ordered now.`;
  return `${units(stock.onHand)} on hand${age}, ${units(stock.onOrder)} on order${owed}: ${risk}`;
}

function orderSentence(reorder: Reorder, quantity: number, terms: SupplyTerms): string {
  if (quantity === 0) {
    return reorder.reorderPoint > 0
      ? `No order while at least ${units(reorder.reorderPoint)} are on hand or on order.`
      : "No order needed.";
  }
  const packs =
    terms.packSize === 1 ? "" : ` (${packsOf(quantity / terms.packSize, terms.packSize)})`;
  return `Order ${units(quantity)}${packs} to be back at ${units(reorder.orderUpTo)}.`;
}

function limitSentence(limit: OrderLimit, { minOrder, maxOrder, packSize }: SupplyTerms): string {
  switch (limit) {
    case "need":
      return "";
    case "minimum":
      return `Raised to the least order of ${units(minOrder)}.`;
    case "maximum":
      return `Cut to the largest order of ${units(maxOrder)}.`;
    case "impossible":
      return `The largest order of ${units(maxOrder)} allows neither the least of ${units(minOrder)} nor a pack of ${units(packSize)}: correct the supply table.`;
  }
}

function targetSentence({ level, from }: ServiceTarget): string {
  const source = { given: "set for it", costs: "from its costs", default: "the default" }[from];
  return `Service level ${percent(level)}, ${source}.`;
}

const noteSentence = {
  "ends-first": "It ends before an order could arrive.",
  "shelf-life": "Held down to what sells before it expires.",
  "beyond-horizon": "Beyond the horizon the last season's forecast is repeated.",
  "look-ahead-cut": "Lead time and cycle are longer than can be planned; the look ahead was cut.",
} as const satisfies Record<ReorderNote, string>;

function noteSentences(notes: readonly ReorderNote[]): string {
  return notes.map((note) => ` ${noteSentence[note]}`).join("");
}

function units(value: number): string {
  return String(value < 10 ? Number(value.toFixed(1)) : Math.round(value));
}

function packsOf(count: number, size: number): string {
  return `${Math.round(count)} ${Math.round(count) === 1 ? "pack" : "packs"} of ${units(size)}`;
}

function days(count: number): string {
  const rounded = Math.round(count);
  return `${rounded} ${rounded === 1 ? "day" : "days"}`;
}

/** Never rounds a risk away: 0.4 % is not 0 %. */
function percent(share: number): string {
  const value = share * 100;
  if (value > 0 && value < 1) return "under 1 %";
  if (value > 99 && value < 100) return `${value.toFixed(1)} %`;
  return `${Number(value.toFixed(1))} %`;
}
