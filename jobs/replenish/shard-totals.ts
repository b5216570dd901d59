import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";

/** What the step says of one shard, or of all of them. */
export interface ShardTotals {
  readonly series: number;
  readonly orders: number;
  /** Series whose stock nobody counted up to the cutoff. */
  readonly uncounted: number;
}

export function totalsOf({ item, orderQuantity, onHand }: ReorderShard): ShardTotals {
  return {
    series: item.length,
    orders: countOf(orderQuantity, (units) => units > 0),
    uncounted: countOf(onHand, Number.isNaN),
  };
}

export function sumTotals(all: readonly ShardTotals[]): ShardTotals {
  const sum = (name: keyof ShardTotals) => all.reduce((total, shard) => total + shard[name], 0);
  return {
    series: sum("series"),
    orders: sum("orders"),
    uncounted: sum("uncounted"),
  };
}

function countOf(values: Iterable<number>, counts: (value: number) => boolean): number {
  let count = 0;
  for (const value of values) if (counts(value)) count++;
  return count;
}
