import type { Column } from "#lib/lake/column-codec.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName } from "#lib/tables/sql-text.ts";
import { readParquet, type TableFile } from "./prepare-source.ts";

/** Text columns that readers may rely on, given or not. */
const promised = {
  item: ["title", "description", "category", "brand"],
  location: ["name", "region"],
} as const;

/**
 * Items or locations, every one of sales and of its own table, as text in the order of their keys;
 * "" where unknown. Row `r` is the one that shards call `itemRow` or `locationRow` r.
 */
export async function readEntities(
  duckdb: Duckdb,
  key: "item" | "location",
  given: TableFile | undefined,
): Promise<ReadonlyMap<string, Column>> {
  const others = [...(given?.columns ?? [])].filter((name) => name !== key).sort();
  const names = [key, ...new Set([...promised[key], ...others])];
  const texts = new Map(names.map((name) => [name, [] as string[]]));
  const selected = names.map((name, i) => {
    const sql =
      name === key ? `known.${key}` : given?.columns.has(name) ? `given.${sqlName(name)}` : "''";
    return `coalesce(CAST(${sql} AS VARCHAR), '') AS c${i}`;
  });
  const join = given ? `LEFT JOIN ${readParquet(given.path)} AS given USING (${key})` : "";
  const query = `SELECT ${selected.join(", ")} FROM ${key}s AS known ${join} ORDER BY known.${key}`;
  for await (const chunk of duckdb.stream(query)) {
    for (const [i, name] of names.entries()) {
      const column = texts.get(name) as string[];
      for (const text of chunk.texts(`c${i}`)) column.push(text ?? "");
    }
  }
  return texts;
}
