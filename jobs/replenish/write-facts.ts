import { writeFile } from "node:fs/promises";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { encodeFactsShard, FactsShard, factNumbers } from "./facts-shard.ts";

export interface FactFiles {
  /** [shards] series in each. */
  readonly shardSeries: readonly number[];
  readonly path: (shard: number) => string;
  /** Adds what only the shard's own history tells, before it is written. */
  readonly complete: (shard: number, facts: FactsShard) => Promise<void>;
}

/** Writes the facts of each shard to a file of its own; one shard is in memory at a time. */
export async function writeFacts(duckdb: Duckdb, query: string, files: FactFiles): Promise<void> {
  const { shardSeries } = files;
  let shard = 0;
  let facts = FactsShard.empty(shardSeries[0] ?? 0);
  const finish = async (): Promise<void> => {
    await files.complete(shard, facts);
    await writeFile(files.path(shard), encodeFactsShard(facts));
    shard++;
    facts = FactsShard.empty(shardSeries[shard] ?? 0);
  };
  for await (const chunk of duckdb.stream(query)) {
    const shards = chunk.numbers("shard");
    let from = 0;
    while (from < chunk.rowCount) {
      while (shard < (shards[from] as number)) await finish();
      const next = shards.findIndex((other, row) => row > from && other !== shard);
      const to = next < 0 ? chunk.rowCount : next;
      copyRows(chunk, from, to, facts);
      from = to;
    }
  }
  while (shard < shardSeries.length) await finish();
}

function copyRows(chunk: ColumnChunk, from: number, to: number, facts: FactsShard): void {
  const rows = chunk.numbers("row");
  for (const name of ["title", "supplier"] as const) {
    const texts = chunk.texts(name);
    for (let r = from; r < to; r++) facts[name][rows[r] as number] = texts[r] ?? "";
  }
  for (const name of factNumbers) {
    if (!chunk.names.includes(name)) continue;
    const values = chunk.numbers(name);
    for (let r = from; r < to; r++) facts.numbers[name][rows[r] as number] = values[r] as number;
  }
}
