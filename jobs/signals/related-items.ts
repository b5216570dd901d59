import { stepKey } from "#lib/contracts/lake-keys.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { Analogue } from "#lib/signals/expected-levels.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import type { EventSources } from "./event-sources.ts";

/** How much like an item another is that the shop itself relates to it; words alone reach 1. */
const likeness = { replaces: 2, substitute: 1 } as const;

/** Items that the shop says an item follows or can stand in for, by row of items.arrow. */
export type RelatedItems = ReadonlyMap<number, readonly Analogue[]>;

/** From the `replaces` of items and from the relations table: an item inherits from its predecessor. */
export async function readRelated(
  { lake, run }: StepContext,
  duckdb: Duckdb,
  { relations }: EventSources,
): Promise<RelatedItems> {
  const key = stepKey(run, "prepare", "items.arrow");
  const columns = new DecodedColumns(await lake.read(key), key);
  const rowOf = new Map(columns.text("item").map((item, row) => [item, row]));
  const related = new Map<number, Analogue[]>();
  const relate = (item: number | undefined, other: string, score: number): void => {
    const row = rowOf.get(other);
    if (item === undefined || row === undefined || row === item) return;
    related.set(item, [...(related.get(item) ?? []), { row, score }]);
  };
  const replaced = columns.names.includes("replaces") ? columns.text("replaces") : [];
  for (const [row, other] of replaced.entries()) relate(row, other, likeness.replaces);
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
      const score = likeness[kinds[r] as keyof typeof likeness];
      relate(rowOf.get(item ?? ""), others[r] ?? "", score);
    }
  }
  return related;
}
