import { fromEpochDay } from "#lib/domain/business-date.ts";
import type { Why } from "./why.ts";

/** How an item is called in a sentence. */
export type NameOf = (item: number) => string;

/** Why a customer is offered an item. */
export function customerReason(why: Why, nameOf: NameOf): string {
  switch (why.kind) {
    case "habit":
      return `Bought ${times(why.times)}, last on ${fromEpochDay(why.lastDay)}; usually bought again after about ${days(why.everyDays)}.`;
    case "company":
      return `Goes with "${nameOf(why.because)}", which this customer chose before.`;
    case "new":
      return `New, and like "${nameOf(why.because)}", which this customer chose before.`;
    case "suits":
      return "Chosen by customers with a like history.";
    case "popular":
      return "Among the items most bought of late.";
  }
}

/** @param shared customers who wanted both */
export function similarReason(
  name: string,
  shared: number,
  commonWords: readonly string[],
): string {
  if (shared > 0) return `Wanted by ${shared} of the customers who wanted "${name}".`;
  return `Described like "${name}": ${commonWords.join(", ")}.`;
}

/** @param isNamed whether the shop itself says so */
export function substituteReason(name: string, isNamed: boolean): string {
  const because = isNamed ? "named as its substitute" : "the most like it";
  return `While "${name}" is out of stock: ${because}.`;
}

/** @param lift times as often as by chance */
export function togetherReason(name: string, orders: number, lift: number): string {
  const often = lift < 10 ? lift.toFixed(1) : String(Math.round(lift));
  return `In ${orders} orders with "${name}", ${often} times as often as by chance.`;
}

function times(count: number): string {
  if (count < 3) return count === 1 ? "once" : "twice";
  return `${count} times`;
}

function days(count: number): string {
  const rounded = Math.max(1, Math.round(count));
  return `${rounded} ${rounded === 1 ? "day" : "days"}`;
}
