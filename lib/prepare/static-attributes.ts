import type { StaticAttribute } from "#lib/contracts/prepared-shard.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName } from "#lib/tables/sql-text.ts";
import type { PrepareSource } from "./prepare-source.ts";
import { attributeNames } from "./series-tables.ts";

/** An attribute with the SQL of its label over a row of series, items and locations; null: unknown. */
export interface CodedAttribute extends StaticAttribute {
  readonly sql: string;
}

const mostLabels = 500;
const deepestCategory = 4;
/** Days are no labels, and the category is taken apart. */
const noLabels = new Set(["launch_date", "end_date", "category"]);

/**
 * The attributes that tell series apart. A label is kept where at least two series bear it, the 500
 * with most series of each attribute, and an attribute where at least two labels are left, "" counted.
 */
export async function findStatics(
  duckdb: Duckdb,
  source: PrepareSource,
): Promise<readonly CodedAttribute[]> {
  const found: CodedAttribute[] = [];
  for (const { name, sql } of candidates(source)) {
    const labels = await labelsOf(duckdb, sql);
    if (labels) found.push({ name, sql, labels });
  }
  return found;
}

function candidates({ items, locations }: PrepareSource): { name: string; sql: string }[] {
  const plain = (table: "items" | "locations", columns: ReadonlySet<string> | undefined) =>
    attributeNames(columns)
      .filter((name) => !noLabels.has(name) && `${name}s` !== table)
      .map((name) => ({ name: `${table.slice(0, -1)}.${name}`, sql: `${table}.${sqlName(name)}` }));
  const levels = items?.columns.has("category")
    ? Array.from({ length: deepestCategory }, (_, i) => categoryLevel(i + 1))
    : [];
  return [
    { name: "item.item", sql: "series.item" },
    ...levels,
    ...plain("items", items?.columns),
    { name: "location.location", sql: "series.location" },
    ...plain("locations", locations?.columns),
  ];
}

/** `a/b` of `a/b/c` at level 2; unknown where the path is shorter. */
function categoryLevel(level: number): { name: string; sql: string } {
  const steps = `list_filter(list_transform(string_split(items.category, '/'),
    lambda step: trim(step)), lambda step: step <> '')`;
  const path = `array_to_string((${steps})[1:${level}], '/')`;
  return {
    name: `item.category/${level}`,
    sql: `CASE WHEN len(${steps}) >= ${level} THEN ${path} END`,
  };
}

export const seriesJoin =
  "series JOIN items USING (item) JOIN locations ON locations.location = series.location";

/** Labels in byte order after "", or `undefined` where they tell nothing apart. */
async function labelsOf(duckdb: Duckdb, sql: string): Promise<readonly string[] | undefined> {
  const rows = await duckdb.rows(`
    WITH labels AS (
      SELECT ${labelSql(sql)} AS label, count(*) AS series FROM ${seriesJoin} GROUP BY label
    ), kept AS (
      SELECT * FROM labels WHERE label <> '' AND series >= 2
      ORDER BY series DESC, label LIMIT ${mostLabels}
    )
    SELECT label, (SELECT sum(series) FROM labels) > (SELECT sum(series) FROM kept) AS has_others
    FROM kept ORDER BY label`);
  const hasOthers = rows[0]?.has_others === true;
  if (rows.length + (hasOthers ? 1 : 0) < 2) return undefined;
  return ["", ...rows.map(({ label }) => String(label))];
}

/** An attribute as its label, "" where unknown. */
export const labelSql = (sql: string): string => `coalesce(trim(CAST(${sql} AS VARCHAR)), '')`;
