import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { DecodedColumns, encodeColumns } from "./column-codec.ts";

/** Signals of the series of a shard, by name: a value a period, as its `past` columns have them. */
export type ShardSignals = ReadonlyMap<string, Float32Array>;

/** As Arrow IPC: one row a series, lists of values a period. */
export const encodeSignals = (
  { offsets }: Pick<PreparedShard, "offsets">,
  signals: ShardSignals,
): Uint8Array =>
  encodeColumns(new Map([...signals].map(([name, values]) => [name, { offsets, values }])));

export function decodeSignals(bytes: Uint8Array, what: string): ShardSignals {
  const columns = new DecodedColumns(bytes, what);
  return new Map(columns.names.map((name) => [name, columns.float32List(name).values]));
}
