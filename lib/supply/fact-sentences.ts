import type { Reorder } from "#lib/inventory/reorder-planner.ts";
import { sayDays, sayUnits } from "#lib/inventory/say-quantity.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import type { SeriesFacts, UnitValue } from "./series-supply.ts";

interface PlannedSeries {
  readonly facts: SeriesFacts;
  readonly terms: SupplyTerms;
  readonly value: UnitValue;
  readonly warehouse: string | undefined;
}

/** What a buyer should know of the facts that an order rests on: what was decided, and what was not given. */
export function factSentences(
  { order, orderUpTo, notes }: Pick<Reorder, "order" | "orderUpTo" | "notes">,
  { facts, terms, value, warehouse }: PlannedSeries,
  isUnknownSupplier: boolean,
): string[] {
  const { decided, successor, supply } = facts;
  const isOrdered = order !== undefined && order.quantity > 0;
  const endsFirst = notes.includes("ends-first") || notes.includes("last-order");
  const sentences: [isSaid: boolean, sentence: string][] = [
    [warehouse !== undefined && orderUpTo > 0, `Supplied from ${warehouse}.`],
    [successor !== "" && endsFirst, `${successor} replaces it.`],
    [
      decided.units > 0,
      `${sayUnits(decided.units)} of what is on order were approved by ${decided.by} and are in no count yet.`,
    ],
    [
      order?.limit === "refused",
      `Refused by ${decided.by}: not suggested again before the next review.`,
    ],
    [
      warehouse === undefined && Number.isNaN(supply.leadTimeDays),
      `No lead time is given: ${sayDays(terms.leadTimeDays)}, the default.`,
    ],
    [
      isUnknownSupplier,
      `${terms.supplier} is not among the suppliers of the config: taken as always open.`,
    ],
    [isOrdered && value.from === "price", "Valued at its selling price: no cost is known."],
  ];
  return sentences.filter(([isSaid]) => isSaid).map(([, sentence]) => sentence);
}
