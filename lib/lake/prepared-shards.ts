import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";
import type { Lake } from "./lake.ts";
import { openSparseColumns } from "./sparse-columns.ts";

const pastPrefix = "past/";
const knownPrefix = "known/";
const staticPrefix = "static/";

/** A prepared shard as Arrow IPC: one row a series, lists of values a period. */
export function encodePreparedShard(shard: PreparedShard, horizon: number): Uint8Array {
  const { offsets } = shard;
  const ahead = offsets.map((offset, s) => offset + s * horizon);
  const columns = new Map<string, Column>([
    ["item", shard.item],
    ["location", shard.location],
    ["itemRow", shard.itemRow],
    ["locationRow", shard.locationRow],
    ["firstPeriod", shard.firstPeriod],
    ["target", { offsets, values: shard.target }],
    ["state", { offsets, values: shard.state }],
  ]);
  for (const [name, codes] of shard.statics) columns.set(staticPrefix + name, codes);
  for (const [name, values] of shard.past) columns.set(pastPrefix + name, { offsets, values });
  for (const [name, values] of shard.known) {
    columns.set(knownPrefix + name, { offsets: ahead, values });
  }
  return encodeColumns(columns, { shard: String(shard.shard) });
}

export const decodePreparedShard = (bytes: Uint8Array, what: string): PreparedShard =>
  shardOf(new DecodedColumns(bytes, what));

/** Reads a series at a time of a shard that may be large. */
export interface ShardRows {
  /** The shard, of whose numbers those of series `row` are there, and those of others may be zeros. */
  with(row: number): Promise<PreparedShard>;
}

/** @param horizon periods that known covariates go on after a series' own */
export async function openPreparedRows(
  lake: Lake,
  key: string,
  horizon: number,
): Promise<ShardRows> {
  const { file, columns } = await openSparseColumns(lake, key);
  const names = ["item", "location"].map((name) => columns.utf8(name));
  await file.needViews(names.map(({ offsets }) => offsets));
  await file.needViews(names.map(({ bytes }) => bytes));
  const shard = shardOf(columns);
  return {
    with: async (row) => {
      const { itemRow, locationRow, firstPeriod, offsets, statics } = shard;
      const ofRow = [itemRow, locationRow, firstPeriod, ...statics.values()];
      await file.needViews([
        ...ofRow.map((values) => values.subarray(row, row + 1)),
        offsets.subarray(row, row + 2),
      ]);
      const [start, end] = [offsets[row] as number, offsets[row + 1] as number];
      const own = [shard.target, shard.state, ...shard.past.values()];
      await file.needViews([
        ...own.map((values) => values.subarray(start, end)),
        ...[...shard.known.values()].map((values) =>
          values.subarray(start + row * horizon, end + (row + 1) * horizon),
        ),
      ]);
      return shard;
    },
  };
}

function shardOf(columns: DecodedColumns): PreparedShard {
  const { offsets, values: target } = columns.float32List("target");
  const named = <Values>(prefix: string, read: (name: string) => Values) =>
    new Map(
      columns.names
        .filter((name) => name.startsWith(prefix))
        .map((name) => [name.slice(prefix.length), read(name)]),
    );
  return {
    shard: Number(columns.metadata("shard")),
    item: columns.text("item"),
    location: columns.text("location"),
    itemRow: columns.int32("itemRow"),
    locationRow: columns.int32("locationRow"),
    firstPeriod: columns.int32("firstPeriod"),
    offsets,
    target,
    state: columns.uint8List("state").values,
    past: named(pastPrefix, (name) => columns.float32List(name).values),
    known: named(knownPrefix, (name) => columns.float32List(name).values),
    statics: named(staticPrefix, columns.int32),
  };
}
