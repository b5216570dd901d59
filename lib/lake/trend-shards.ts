import type { TrendDirection, TrendShard } from "#lib/contracts/trend-shard.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";

/** Trends as Arrow IPC, one row a series. */
export function encodeTrendShard({ shard, ...columns }: TrendShard): Uint8Array {
  return encodeColumns(new Map<string, Column>(Object.entries(columns)), { shard: String(shard) });
}

export function decodeTrendShard(bytes: Uint8Array, what: string): TrendShard {
  const columns = new DecodedColumns(bytes, what);
  return {
    shard: Number(columns.metadata("shard")),
    item: columns.text("item"),
    location: columns.text("location"),
    direction: columns.text("direction") as TrendDirection[],
    change: columns.float32("change"),
    probability: columns.float32("probability"),
    lost: columns.float32("lost"),
  };
}
