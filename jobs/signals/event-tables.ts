import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import type { EventSource } from "./event-sources.ts";

/** Tables {number, date, …} of what happened to each item, which the shards read item by item. */
export const eventTables = { searches: "search_events", reviews: "review_events" } as const;

const catalogue = (items: string): string =>
  `read_json(${sqlText(items)}, format = 'newline_delimited', columns = { number: 'INTEGER', item: 'VARCHAR' })`;

/** Searches by item and day, a query's count shared among the items it means. */
export async function makeSearchEvents(
  duckdb: Duckdb,
  { path, columns }: EventSource,
  { items, matches }: { readonly items: string; readonly matches: string },
): Promise<void> {
  const rows = `read_parquet(${sqlText(path)})`;
  const count = columns.has("count") ? "coalesce(count, 1)" : "1";
  const meant = `read_json(${sqlText(matches)}, format = 'newline_delimited',
    columns = { query: 'VARCHAR', number: 'INTEGER', weight: 'DOUBLE' })`;
  const parts = [
    `SELECT number, date, ${count} * weight AS count FROM ${rows} JOIN ${meant} USING (query)
      ${columns.has("item") ? "WHERE item IS NULL" : ""}`,
  ];
  if (columns.has("item")) {
    parts.push(
      `SELECT number, date, ${count} AS count FROM ${rows} JOIN ${catalogue(items)} USING (item)`,
    );
  }
  await duckdb.run(`CREATE TABLE ${eventTables.searches} AS
    SELECT number, date, sum(count ORDER BY count)::DOUBLE AS count
    FROM (${parts.join(" UNION ALL ")}) GROUP BY number, date ORDER BY number, date`);
}

/**
 * Reviews with stars by item and day.
 *
 * @param told NDJSON of {item, date, rating}: stars of reviews that give them in words; undefined for none
 */
export async function makeReviewEvents(
  duckdb: Duckdb,
  { path }: EventSource,
  { items, told }: { readonly items: string; readonly told: string | undefined },
): Promise<void> {
  const given = `SELECT item, date, rating FROM read_parquet(${sqlText(path)})
    WHERE rating IS NOT NULL`;
  const inWords =
    told &&
    `SELECT item, date, rating FROM read_json(${sqlText(told)}, format = 'newline_delimited',
      columns = { item: 'VARCHAR', date: 'DATE', rating: 'DOUBLE' })`;
  await duckdb.run(`CREATE TABLE ${eventTables.reviews} AS
    SELECT number, date, count(*)::DOUBLE AS reviews, sum(rating ORDER BY rating)::DOUBLE AS stars
    FROM (${[given, ...(inWords ? [inWords] : [])].join(" UNION ALL ")})
    JOIN ${catalogue(items)} USING (item) GROUP BY number, date ORDER BY number, date`);
}
