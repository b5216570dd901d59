import type { CustomerSignals } from "./customer-signals.ts";

/** What speaks most for an item to a customer. */
export type Why =
  | {
      readonly kind: "habit";
      readonly times: number;
      /** Epoch day. */
      readonly lastDay: number;
      /** Usual days between two purchases of the item. */
      readonly everyDays: number;
    }
  | { readonly kind: "company"; readonly because: number }
  | { readonly kind: "new"; readonly because: number }
  /** The model over orders names it, and no single item of the customer's does. */
  | { readonly kind: "suits" }
  | { readonly kind: "popular" };

/** Popularity, of 1 the most, from which on it is a reason by itself. */
const isSought = 0.3;

/**
 * What a person would say of the offer: that it was bought before, that it goes with something, that many
 * buy it; and only where none of these is so, that the model says so.
 *
 * @param signals as read for the customer
 * @param intervals [items] usual days between two purchases
 */
export function whyOf(item: number, signals: CustomerSignals, intervals: Float64Array): Why {
  const { habit, times, lastDay, because, popularity } = signals;
  if ((habit[item] as number) > 0) {
    const everyDays = intervals[item] as number;
    return {
      kind: "habit",
      times: times[item] as number,
      lastDay: lastDay[item] as number,
      everyDays,
    };
  }
  if (signals.isTouched(item)) return { kind: "company", because: because[item] as number };
  return (popularity[item] as number) >= isSought ? { kind: "popular" } : { kind: "suits" };
}
