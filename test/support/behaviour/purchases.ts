import type { Purchases } from "#lib/behaviour/purchases.ts";

/** An order: the day, and the items it held. */
export type Order = readonly [day: number, ...items: readonly number[]];

/** Customers as lists of their orders, each in time. */
export function purchasesOf(customers: readonly (readonly Order[])[], items: number): Purchases {
  let number = 0;
  const offsets = [0];
  const events: { item: number; day: number; order: number }[] = [];
  for (const orders of customers) {
    for (const [day, ...held] of orders) {
      for (const item of held) events.push({ item, day, order: number });
      number++;
    }
    offsets.push(events.length);
  }
  return {
    customers: customers.length,
    items,
    offsets: Int32Array.from(offsets),
    item: Int32Array.from(events, ({ item }) => item),
    day: Int32Array.from(events, ({ day }) => day),
    order: Int32Array.from(events, ({ order }) => order),
    strength: new Float32Array(events.length).fill(1),
  };
}
