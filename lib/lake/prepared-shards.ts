import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { type Column, DecodedColumns, encodeColumns } from "./column-codec.ts";

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

export function decodePreparedShard(bytes: Uint8Array, what: string): PreparedShard {
  const columns = new DecodedColumns(bytes, what);
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
