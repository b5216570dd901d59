import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { DecodedColumns, encodeColumns } from "./column-codec.ts";
import type { Lake } from "./lake.ts";
import { openSparseColumns } from "./sparse-columns.ts";

/** Signals of the series of a shard, by name: a value a period, as its `past` columns have them. */
export type ShardSignals = ReadonlyMap<string, Float32Array>;

/** As Arrow IPC: one row a series, lists of values a period. */
export const encodeSignals = (
  { offsets }: Pick<PreparedShard, "offsets">,
  signals: ShardSignals,
): Uint8Array =>
  encodeColumns(new Map([...signals].map(([name, values]) => [name, { offsets, values }])));

/** Signals of one series at a time: those of others may be zeros. */
export async function openSignalRows(
  lake: Lake,
  key: string,
): Promise<(start: number, end: number) => Promise<ShardSignals>> {
  const { file, columns } = await openSparseColumns(lake, key);
  const signals = new Map(columns.names.map((name) => [name, columns.float32List(name).values]));
  return async (start, end) => {
    await file.needViews([...signals.values()].map((values) => values.subarray(start, end)));
    return signals;
  };
}

export function decodeSignals(bytes: Uint8Array, what: string): ShardSignals {
  const columns = new DecodedColumns(bytes, what);
  return new Map(columns.names.map((name) => [name, columns.float32List(name).values]));
}
