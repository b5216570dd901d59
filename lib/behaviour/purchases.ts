import { SparseBuilder } from "./sparse-builder.ts";
import type { SparseRows } from "./sparse-rows.ts";

/**
 * What customers did, customer by customer in the order of time: customer `c` owns events
 * `offsets[c] … offsets[c + 1]`.
 */
export interface Purchases {
  readonly customers: number;
  readonly items: number;
  /** [customers + 1] */
  readonly offsets: Int32Array;
  /** [events] */
  readonly item: Int32Array;
  /** [events] epoch day. */
  readonly day: Int32Array;
  /** [events] number of the order it belongs to, rising; -1 where nothing was bought. */
  readonly order: Int32Array;
  /** [events] how much it says of a wish to have the item; 1 for a purchase, less for a look. */
  readonly strength: Float32Array;
}

/** Customers × items, one entry a pair: the strongest event of it. Rows and columns rise. */
export function customerItems(purchases: Purchases): SparseRows {
  const { customers, items, offsets, item, strength } = purchases;
  const builder = new SparseBuilder();
  const strongest = new Float32Array(items);
  for (let c = 0; c < customers; c++) {
    const [from, to] = [offsets[c] as number, offsets[c + 1] as number];
    const touched: number[] = [];
    for (let e = from; e < to; e++) {
      const i = item[e] as number;
      if (strongest[i] === 0) touched.push(i);
      strongest[i] = Math.max(strongest[i] as number, strength[e] as number);
    }
    for (const i of touched.sort((a, b) => a - b)) {
      builder.add(i, strongest[i]);
      strongest[i] = 0;
    }
    builder.endRow();
  }
  return builder.finish(items);
}
