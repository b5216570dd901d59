import type { SupplyShard } from "#lib/contracts/supply-shard.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";

/** What `allocate` weighs, as Arrow IPC, one row a series. */
export function encodeSupplyShard(shard: SupplyShard): Uint8Array {
  return encodeColumns(new Map<string, Column>(Object.entries(shard)));
}

export function decodeSupplyShard(bytes: Uint8Array, what: string): SupplyShard {
  const columns = new DecodedColumns(bytes, what);
  return {
    packSize: columns.float64("packSize"),
    minOrder: columns.float64("minOrder"),
    maxOrder: columns.float64("maxOrder"),
    unitCost: columns.float64("unitCost"),
    shortageCost: columns.float64("shortageCost"),
    usual: columns.float64("usual"),
    position: columns.float64("position"),
    surplus: columns.float64("surplus"),
    trancheUnits: columns.float32List("trancheUnits"),
    trancheSaved: columns.float32List("trancheSaved"),
    echelonDemand: columns.float32List("echelonDemand"),
    price: columns.float64("price"),
    markdownPrice: columns.float64("markdownPrice"),
    unsold: columns.float64("unsold"),
    unsoldAfter: columns.float64("unsoldAfter"),
    markdownGain: columns.float64("markdownGain"),
    markdownGainLow: columns.float64("markdownGainLow"),
    markdownGainHigh: columns.float64("markdownGainHigh"),
    markdownReason: columns.text("markdownReason"),
  };
}
