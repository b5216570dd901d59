import { once } from "node:events";
import { createWriteStream } from "node:fs";
import { finished } from "node:stream/promises";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { QueryMatches } from "#lib/text/query-matches.ts";
import type { EventSource } from "./event-sources.ts";

/** Queries beyond the most frequent ones say little, and are as many as there are shoppers. */
const mostQueries = 50_000;

/**
 * Writes what each query without an item means, as NDJSON of {query, number, weight}.
 *
 * @param texts [items] in the order of items.arrow
 * @returns queries that mean some item
 */
export async function matchSearches(
  duckdb: Duckdb,
  { path, columns }: EventSource,
  texts: readonly string[],
  to: string,
): Promise<number> {
  const count = columns.has("count") ? "coalesce(count, 1)" : "1";
  const open = columns.has("item") ? "WHERE item IS NULL" : "";
  const frequent = `SELECT query FROM read_parquet(${sqlText(path)}) ${open}
    GROUP BY query ORDER BY sum(${count}) DESC, query LIMIT ${mostQueries}`;
  const matches = new QueryMatches(texts);
  const out = createWriteStream(to);
  let matched = 0;
  for await (const chunk of duckdb.stream(frequent)) {
    let lines = "";
    for (const query of chunk.texts("query")) {
      const { rows, weights } = matches.match(query ?? "");
      if (rows.length > 0) matched++;
      for (const [i, number] of rows.entries()) {
        lines += `${JSON.stringify({ query, number, weight: weights[i] })}\n`;
      }
    }
    if (!out.write(lines)) await once(out, "drain");
  }
  out.end();
  await finished(out);
  return matched;
}
