import { analoguesNamed } from "#lib/contracts/expected-levels.ts";
import type { ExplanationShard } from "#lib/contracts/explanation-shard.ts";
import { type Column, DecodedColumns, encodeColumns, evenLists } from "./column-codec.ts";

const groupPrefix = "by/";

/** Explanations as Arrow IPC: one row a series, one column a group. */
export function encodeExplanationShard(explained: ExplanationShard): Uint8Array {
  const { shard, item, location, groups, baseline, contributions, analogues } = explained;
  const columns = new Map<string, Column>(Object.entries({ item, location, baseline }));
  for (const [g, group] of groups.entries()) {
    const own = Float32Array.from(item, (_, s) => contributions[s * groups.length + g] as number);
    columns.set(groupPrefix + group, own);
  }
  columns.set("analogues", evenLists(analogues, item.length));
  return encodeColumns(columns, { shard: String(shard) });
}

export function decodeExplanationShard(bytes: Uint8Array, what: string): ExplanationShard {
  const columns = new DecodedColumns(bytes, what);
  const names = columns.names.filter((name) => name.startsWith(groupPrefix));
  const contributions = new Float32Array(columns.rows * names.length);
  for (const [g, name] of names.entries()) {
    for (const [s, value] of columns.float32(name).entries()) {
      contributions[s * names.length + g] = value;
    }
  }
  return {
    shard: Number(columns.metadata("shard")),
    item: columns.text("item"),
    location: columns.text("location"),
    groups: names.map((name) => name.slice(groupPrefix.length)),
    baseline: columns.float32("baseline"),
    contributions,
    analogues: columns.names.includes("analogues")
      ? columns.int32List("analogues").values
      : new Int32Array(columns.rows * analoguesNamed).fill(-1),
  };
}
