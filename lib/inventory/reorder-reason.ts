import type { OrderLimit, StockPosition } from "./order-quantity.ts";
import type { PlannedLevels, ReorderNote } from "./policy-levels.ts";
import type { Reorder } from "./reorder-planner.ts";
import { sayDays, sayPacks, sayPercent, sayUnits } from "./say-quantity.ts";
import type { ServiceTarget } from "./service-target.ts";
import type { SupplyTerms } from "./supply-terms.ts";

/** What the sentence needs besides the suggestion. */
export interface ReasonContext {
  readonly terms: SupplyTerms;
  readonly stock: StockPosition | undefined;
  /** Days between the stock count and the cutoff. */
  readonly countedDaysAgo: number;
  readonly service: "cycle" | "fill";
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
    limitSentence(reorder.order.limit, reorder.times.leaves, context.terms),
    reorder.order.quantity > 0 ? targetSentence(reorder.service, context.service) : "",
  ];
  return parts.filter((part) => part !== "").join(" ") + noteSentences(reorder.notes);
}

function demandClause({ expectedDemand, protectedDays }: PlannedLevels): string {
  return `About ${sayUnits(expectedDemand)} expected to sell in ${sayDays(protectedDays)} (lead time and order cycle).`;
}

function stockSentence(stock: StockPosition, reorder: Reorder, countedDaysAgo: number): string {
  const owed = stock.backordered > 0 ? `, ${sayUnits(stock.backordered)} owed` : "";
  const age = countedDaysAgo > 0 ? ` (counted ${sayDays(countedDaysAgo)} before the cutoff)` : "";
  const risk = `${sayPercent(reorder.stockoutRisk ?? 0)} risk of running out if nothing is ordered now.`;
  return `${sayUnits(stock.onHand)} on hand${age}, ${sayUnits(stock.onOrder)} on order${owed}: ${risk}`;
}

function orderSentence(reorder: Reorder, quantity: number, terms: SupplyTerms): string {
  if (quantity === 0) {
    if (reorder.order?.limit === "waiting" || reorder.order?.limit === "refused") return "";
    return reorder.reorderPoint > 0
      ? `No order while at least ${sayUnits(reorder.reorderPoint)} are on hand or on order.`
      : "No order needed.";
  }
  const packs =
    terms.packSize === 1 ? "" : ` (${sayPacks(quantity / terms.packSize, terms.packSize)})`;
  return `Order ${sayUnits(quantity)}${packs} to be back at ${sayUnits(reorder.orderUpTo)}.`;
}

/** What set the quantity besides the need; "" where nothing did. */
export function limitSentence(limit: OrderLimit, leaves: number, terms: SupplyTerms): string {
  const { minOrder, maxOrder, packSize } = terms;
  switch (limit) {
    case "need":
    case "refused":
      return "";
    case "minimum":
      return `Raised to the least order of ${sayUnits(minOrder)}.`;
    case "maximum":
      return `Cut to the largest order of ${sayUnits(maxOrder)}.`;
    case "discount":
      return "Raised to where a discount for quantity begins, which costs less over a year.";
    case "waiting":
      return `An order is due, but leaves in ${sayDays(leaves)} at the earliest: a later run, which knows more, is still in time.`;
    case "impossible":
      return `The largest order of ${sayUnits(maxOrder)} allows neither the least of ${sayUnits(minOrder)} nor a pack of ${sayUnits(packSize)}: correct the supply table.`;
  }
}

/** The service level, and where it comes from. */
export function targetSentence({ level, from }: ServiceTarget, service: "cycle" | "fill"): string {
  const source = {
    given: "set for it",
    costs: "from its costs",
    margin: "from its cost and margin, since what is left over is lost",
    default: "the default",
  }[from];
  const what = service === "fill" ? "Fill rate" : "Service level";
  return `${what} ${sayPercent(level)}, ${source}.`;
}

const noteSentence = {
  "ends-first": "It ends before an order could arrive.",
  "last-order": "It ends before another order could arrive: this is the last.",
  launch: "It is not sold yet: this is for its launch.",
  "shelf-life": "Held down to what sells before it expires.",
  returns: "Less what is expected to come back.",
  "beyond-horizon": "Beyond the horizon the last season's forecast is repeated.",
  "look-ahead-cut": "Lead time and cycle are longer than can be planned; the look ahead was cut.",
} as const satisfies Record<ReorderNote, string>;

function noteSentences(notes: readonly ReorderNote[]): string {
  return notes.map((note) => ` ${noteSentence[note]}`).join("");
}
