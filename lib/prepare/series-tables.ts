import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText } from "#lib/tables/sql-text.ts";
import { type PrepareSettings, type PrepareSource, readParquet } from "./prepare-source.ts";
import { salesExpressions } from "./sales-columns.ts";
import { startExpression } from "./series-start.ts";

/** The days that decide which series there are. */
export interface SeriesDays {
  readonly lastUsed: BusinessDate;
  /** First day of the cutoff period. */
  readonly cutoffStart: BusinessDate;
  /** Days between which an item without sales is taken for one just launched, both included. */
  readonly launchFrom: BusinessDate;
  readonly launchTo: BusinessDate;
}

/** Columns of items and locations that name nothing they could have in common. */
const ownText = new Set(["title", "description", "image", "replaces", "name"]);

const date = (day: BusinessDate): string => `DATE ${sqlText(day)}`;

/**
 * Makes three tables in `duckdb`:
 *
 * - `items`, `locations`: key, __item_row or __location_row (its place in byte order), attributes;
 * - `series`: bucket, rank (place in the bucket, by item and location), item, location, start (a day
 *   of its first period), is_cold (no sales yet), is_silent (nothing could have been recorded yet).
 *
 * @returns series left out because their items ended before the cutoff
 */
export async function makeSeriesTables(
  duckdb: Duckdb,
  source: PrepareSource,
  settings: PrepareSettings,
  days: SeriesDays,
): Promise<{ readonly ended: number }> {
  await makeSold(duckdb, source, settings, days);
  await duckdb.run(entitySql("item", source.items?.path, attributeNames(source.items?.columns)));
  const locationNames = attributeNames(source.locations?.columns);
  await duckdb.run(entitySql("location", source.locations?.path, locationNames));
  for (const column of ["launch_date", "end_date"]) {
    await duckdb.run(`ALTER TABLE items ADD COLUMN IF NOT EXISTS ${column} DATE`);
  }
  const [{ ended } = { ended: 0 }] = await duckdb.rows(
    `SELECT count(*) AS ended FROM sold JOIN items USING (item) WHERE items.end_date < ${date(days.lastUsed)}`,
  );
  await duckdb.run(seriesSql(source, settings, days));
  return { ended: Number(ended) };
}

/** Columns that say what an item or location has in common with others. */
export const attributeNames = (columns: ReadonlySet<string> = new Set()): string[] =>
  [...columns].filter((name) => !ownText.has(name)).sort();

async function makeSold(
  duckdb: Duckdb,
  { sales }: PrepareSource,
  { target }: PrepareSettings,
  { lastUsed }: SeriesDays,
): Promise<void> {
  await duckdb.run(`CREATE TABLE sold (bucket INTEGER, item VARCHAR, location VARCHAR,
    first_row DATE, first_sale DATE)`);
  for (const [bucket, { path, columns }] of sales.entries()) {
    const value = salesExpressions(columns).get(target) ?? "NULL";
    const isSale = target === "price" ? `units > 0 AND ${value} > 0` : `${value} > 0`;
    await duckdb.run(`INSERT INTO sold
      SELECT ${bucket}, item, location, min(date), min(date) FILTER (WHERE ${isSale})
      FROM ${readParquet(path)} WHERE date <= ${date(lastUsed)} GROUP BY item, location`);
  }
}

function entitySql(
  key: "item" | "location",
  path: string | undefined,
  attributes: readonly string[],
): string {
  const given = path === undefined ? undefined : readParquet(path);
  const keys = given ? `UNION SELECT ${key} FROM ${given}` : "";
  const columns = attributes.filter((name) => name !== key).map((name) => `, ${sqlName(name)}`);
  return `CREATE TABLE ${key}s AS
    SELECT ${key}, row_number() OVER (ORDER BY ${key}) - 1 AS __${key}_row${columns.join("")}
    FROM (SELECT ${key} FROM sold ${keys} GROUP BY ${key})
    ${given ? `LEFT JOIN ${given} USING (${key})` : ""}`;
}

function seriesSql(
  { sales, dataStart }: PrepareSource,
  { start }: PrepareSettings,
  { lastUsed, cutoffStart, launchFrom, launchTo }: SeriesDays,
): string {
  const isLive = `(items.end_date IS NULL OR items.end_date >= ${date(lastUsed)})`;
  const isSilent = start === "first-sale" ? "true" : `items.launch_date > ${date(lastUsed)}`;
  return `CREATE TABLE series AS
    SELECT *, row_number() OVER (PARTITION BY bucket ORDER BY item, location) - 1 AS rank
    FROM (
      SELECT sold.bucket, sold.item, sold.location, ${startExpression(start, date(dataStart))} AS start,
        false AS is_cold, false AS is_silent
      FROM sold JOIN items USING (item) WHERE ${isLive}
      UNION ALL
      SELECT ${sales.length}, items.item, here.location, least(items.launch_date, ${date(cutoffStart)}), true, ${isSilent}
      FROM items CROSS JOIN (SELECT DISTINCT location FROM sold) AS here
      WHERE items.launch_date BETWEEN ${date(launchFrom)} AND ${date(launchTo)} AND ${isLive}
        AND items.item NOT IN (SELECT item FROM sold)
    )`;
}
