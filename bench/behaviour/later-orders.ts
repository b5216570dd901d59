import { type HeldOut, holdOutAfter, leaveLastOrderOut } from "#lib/behaviour/hold-out.ts";
import type { Purchases } from "#lib/behaviour/purchases.ts";

/** What every contestant is given, and what it is asked. */
export interface Exam {
  /** All that happened up to the cut: nothing later may be learned from. */
  readonly lesson: Purchases;
  /** `past`: what each customer did before the order that is asked for, after the cut too. */
  readonly held: HeldOut;
  readonly customers: readonly number[];
}

/** The last order of every customer that bought after the cut, and something before that order. */
export function examAfter(purchases: Purchases, cut: number): Exam {
  const held = leaveLastOrderOut(purchases);
  const customers = held.bought.flatMap((items, customer) =>
    items.length > 0 && (held.day[customer] as number) > cut ? [customer] : [],
  );
  return { lesson: holdOutAfter(purchases, cut, 0).past, held, customers };
}

/** Items of a customer and how often, of what is known before the order asked for. */
export function ownItems({ offsets, item }: Purchases, customer: number): Map<number, number> {
  const own = new Map<number, number>();
  for (const i of item.subarray(offsets[customer], offsets[customer + 1])) {
    own.set(i, (own.get(i) ?? 0) + 1);
  }
  return own;
}
