import type { Purchases } from "./purchases.ts";

/** Each customer's last order set aside, where it is not the only one. */
export interface HeldOut {
  /** All that was done before those orders. */
  readonly past: Purchases;
  /** [customers] what the order held; empty where none is set aside. */
  readonly bought: readonly Int32Array[];
  /** [customers] epoch day of the order. */
  readonly day: Int32Array;
}

/**
 * What customers bought in the days after a cut, all at once: nothing after it is in the past.
 * @param day epoch day of the cut, the last of the past
 */
export function holdOutAfter(purchases: Purchases, day: number, days: number): HeldOut {
  const { customers, offsets, item, order, day: at } = purchases;
  const kept = at.map((_, e) => e).filter((e) => (at[e] as number) <= day);
  const pastOffsets = new Int32Array(customers + 1);
  const bought: Int32Array[] = [];
  let count = 0;
  for (let c = 0; c < customers; c++) {
    const later = new Set<number>();
    for (let e = offsets[c] as number; e < (offsets[c + 1] as number); e++) {
      if ((at[e] as number) <= day) count++;
      else if ((order[e] as number) >= 0 && (at[e] as number) <= day + days) {
        later.add(item[e] as number);
      }
    }
    pastOffsets[c + 1] = count;
    bought.push(Int32Array.from(later));
  }
  return {
    past: pick(purchases, pastOffsets, kept),
    bought,
    day: new Int32Array(customers).fill(day + 1),
  };
}

export function leaveLastOrderOut(purchases: Purchases): HeldOut {
  const { customers, offsets, item, order } = purchases;
  const kept = new Int32Array(purchases.item.length);
  const pastOffsets = new Int32Array(customers + 1);
  const day = new Int32Array(customers);
  const bought: Int32Array[] = [];
  let count = 0;
  for (let c = 0; c < customers; c++) {
    const [from, to] = [offsets[c] as number, offsets[c + 1] as number];
    const start = startOfLastOrder(order.subarray(from, to)) + from;
    const end = Math.min(start, to);
    bought.push(
      start < to ? item.slice(start, to).filter((_, e) => order[start + e] === order[start]) : none,
    );
    day[c] = purchases.day[end] ?? 0;
    for (let e = from; e < end; e++) kept[count++] = e;
    pastOffsets[c + 1] = count;
  }
  return { past: pick(purchases, pastOffsets, kept.subarray(0, count)), bought, day };
}

const none = new Int32Array(0);

/** First event of the last order, or Infinity where a customer has fewer than two. */
function startOfLastOrder(order: Int32Array): number {
  const last = order.findLast((number) => number >= 0);
  const first = order.find((number) => number >= 0);
  return last === first || last === undefined ? Number.POSITIVE_INFINITY : order.indexOf(last);
}

function pick(purchases: Purchases, offsets: Int32Array, events: Int32Array): Purchases {
  const { item, day, order, strength } = purchases;
  return {
    ...purchases,
    offsets,
    item: events.map((e) => item[e] as number),
    day: events.map((e) => day[e] as number),
    order: events.map((e) => order[e] as number),
    strength: Float32Array.from(events, (e) => strength[e] as number),
  };
}
