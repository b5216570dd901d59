import { lift, logLikelihoodRatio } from "./log-likelihood-ratio.ts";
import { type Neighbours, nearestRows } from "./nearest-rows.ts";
import { rowCounts, type SparseRows, transpose } from "./sparse-rows.ts";

/** Orders that must hold both items before anything is said of them. */
const leastOrders = 3;
/** An order of more items than this is a stocking-up: that two of them met in it says little. */
const largestOrder = 300;

export interface TogetherItems {
  /** By item; scored with the log-likelihood ratio, `shared` counting orders. */
  readonly neighbours: Neighbours;
  /** How many times as often as by chance the pair is in one order. */
  readonly lift: (item: number, other: number, shared: number) => number;
}

/**
 * What is bought in one order with each item more often than chance would have it.
 * @param orders [orders × items], any value above 0 where the order holds the item
 */
export function togetherItems(orders: SparseRows, most: number): TogetherItems {
  const items = transpose(withoutLargeRows(orders, largestOrder));
  const counts = rowCounts(items);
  const pair = (item: number, other: number, both: number) => ({
    both,
    one: counts[item] as number,
    other: counts[other] as number,
    total: orders.rows,
  });
  const neighbours = nearestRows(items, {
    most,
    leastShared: leastOrders,
    score: (item, other, _product, shared) => {
      const counted = pair(item, other, shared);
      return lift(counted) > 1 ? logLikelihoodRatio(counted) : 0;
    },
  });
  return { neighbours, lift: (item, other, shared) => lift(pair(item, other, shared)) };
}

/** The same rows, those above `most` entries emptied. */
function withoutLargeRows(matrix: SparseRows, most: number): SparseRows {
  const { rows, offsets } = matrix;
  const kept = new Int32Array(rows + 1);
  const column = new Int32Array(matrix.column.length);
  for (let r = 0, end = 0; r < rows; r++) {
    const row = matrix.column.subarray(offsets[r], offsets[r + 1]);
    if (row.length <= most) {
      column.set(row, end);
      end += row.length;
    }
    kept[r + 1] = end;
  }
  const entries = kept[rows] as number;
  return {
    ...matrix,
    offsets: kept,
    column: column.slice(0, entries),
    value: new Float32Array(entries).fill(1),
  };
}
