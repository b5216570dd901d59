import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { isOrder } from "#lib/publication/reorder-table.ts";
import type { RunShards } from "./run-shards.ts";

/** Where the suggestion to order lies, and by what it is filtered. */
export interface OrderPlace {
  readonly item: string;
  readonly location: string;
  readonly supplier: string;
  readonly shard: number;
  readonly row: number;
}

/** All that is to be ordered, sorted by item, then location. */
export type OrderIndex = readonly OrderPlace[];

/** @param shardCount of series; the orders of warehouses lie in the shard behind them */
export async function readOrderIndex(shards: RunShards, shardCount: number): Promise<OrderIndex> {
  const places: OrderPlace[] = [];
  for (let shard = 0; shard <= shardCount; shard++) {
    const reorders = await shards.reorders(shard);
    if (reorders) places.push(...placesIn(reorders, shard));
  }
  return places.sort((a, b) => compare(a.item, b.item) || compare(a.location, b.location));
}

function placesIn(reorders: ReorderShard, shard: number): OrderPlace[] {
  const rows = Array.from(reorders.item.keys()).filter((row) => isOrder(reorders, row));
  return rows.map((row) => ({
    item: reorders.item[row] as string,
    location: reorders.location[row] as string,
    supplier: reorders.supplier[row] as string,
    shard,
    row,
  }));
}

const compare = (a: string, b: string): number => {
  if (a === b) return 0;
  return a < b ? -1 : 1;
};
