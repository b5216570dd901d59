import { writeFile } from "node:fs/promises";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { encodeFactsShard, FactsShard, factNumbers, factTexts } from "./facts-shard.ts";

export interface FactFiles {
  /** Series in each shard, shards rising. */
  readonly shardSeries: ReadonlyMap<number, number>;
  readonly path: (shard: number) => string;
}

/** Writes the facts of each shard to a file of its own; one shard is in memory at a time. */
export async function writeFacts(duckdb: Duckdb, query: string, files: FactFiles): Promise<void> {
  const shards = [...files.shardSeries.keys()];
  const emptyFacts = (at: number) => FactsShard.empty(files.shardSeries.get(shards[at] ?? -1) ?? 0);
  let at = 0;
  let facts = emptyFacts(at);
  const finish = async (): Promise<void> => {
    await writeFile(files.path(shards[at] as number), encodeFactsShard(facts));
    facts = emptyFacts(++at);
  };
  for await (const chunk of duckdb.stream(query)) {
    const ofRows = chunk.numbers("shard");
    let from = 0;
    while (from < chunk.rowCount) {
      const shard = ofRows[from] as number;
      while ((shards[at] as number) < shard) await finish();
      const next = ofRows.findIndex((other, row) => row > from && other !== shard);
      const to = next < 0 ? chunk.rowCount : next;
      copyFacts(chunk, from, to, facts);
      from = to;
    }
  }
  while (at < shards.length) await finish();
}

/** Copies rows `from` … `to` of a chunk of `factsQuery` to where they belong in their shard. */
export function copyFacts(chunk: ColumnChunk, from: number, to: number, facts: FactsShard): void {
  const rows = chunk.numbers("row");
  for (const name of factTexts) {
    const texts = chunk.texts(name);
    for (let r = from; r < to; r++) facts.texts[name][rows[r] as number] = texts[r] ?? "";
  }
  for (const name of factNumbers) {
    const values = chunk.numbers(name);
    for (let r = from; r < to; r++) facts.numbers[name][rows[r] as number] = values[r] as number;
  }
}
