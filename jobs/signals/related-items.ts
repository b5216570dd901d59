import { stepKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import type { TextTie } from "#lib/text/word-vectors.ts";
import type { EventSources } from "./event-sources.ts";

/** What it counts, in rare words both have, that the shop itself relates two items: most titles have fewer. */
const wordsOf = { replaces: 6, substitute: 3 } as const;

/**
 * Items that the shop says an item follows or can stand in for, by row of items.arrow: from the `replaces`
 * of items and from the relations table.
 */
export async function readRelated(
  { lake, run }: StepContext,
  duckdb: Duckdb,
  { relations }: EventSources,
): Promise<TextTie[]> {
  const key = stepKey(run, "prepare", "items.arrow");
  const columns = new DecodedColumns(await lake.read(key), key);
  const rowOf = new Map(columns.text("item").map((item, row) => [item, row]));
  const related: TextTie[] = [];
  const relate = (item: number | undefined, other: string, words: number): void => {
    const row = rowOf.get(other);
    if (item === undefined || row === undefined || row === item) return;
    related.push({ rows: [item, row], words });
  };
  const replaced = columns.names.includes("replaces") ? columns.text("replaces") : [];
  for (const [row, other] of replaced.entries()) relate(row, other, wordsOf.replaces);
  if (!relations) return related;
  const query = `SELECT DISTINCT item, relation, other FROM read_parquet(${sqlText(relations.path)})
    WHERE relation IN ('replaces', 'substitute') ORDER BY ALL`;
  for await (const chunk of duckdb.stream(query)) {
    const [items, kinds, others] = [
      chunk.texts("item"),
      chunk.texts("relation"),
      chunk.texts("other"),
    ];
    for (const [r, item] of items.entries()) {
      const words = wordsOf[kinds[r] as keyof typeof wordsOf];
      relate(rowOf.get(item ?? ""), others[r] ?? "", words);
    }
  }
  return related;
}
