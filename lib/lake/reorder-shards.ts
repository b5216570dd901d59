import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";

/** Reorder suggestions as Arrow IPC, one row a series. */
export function encodeReorderShard({ shard, ...columns }: ReorderShard): Uint8Array {
  return encodeColumns(new Map<string, Column>(Object.entries(columns)), { shard: String(shard) });
}

export function decodeReorderShard(bytes: Uint8Array, what: string): ReorderShard {
  const columns = new DecodedColumns(bytes, what);
  const dates = (name: string) => columns.text(name) as (BusinessDate | "")[];
  return {
    shard: Number(columns.metadata("shard")),
    item: columns.text("item"),
    title: columns.text("title"),
    location: columns.text("location"),
    supplier: columns.text("supplier"),
    orderQuantity: columns.float64("orderQuantity"),
    orderValue: columns.float64("orderValue"),
    orderBy: dates("orderBy"),
    arrives: dates("arrives"),
    onHand: columns.float64("onHand"),
    onOrder: columns.float64("onOrder"),
    reorderPoint: columns.float64("reorderPoint"),
    orderUpTo: columns.float64("orderUpTo"),
    stockoutRisk: columns.float64("stockoutRisk"),
    daysOfCover: columns.float64("daysOfCover"),
    reason: columns.text("reason"),
    needsApproval: columns.uint8("needsApproval"),
  };
}
