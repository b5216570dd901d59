import type { Duckdb } from "./duckdb.ts";
import { TableQueryError } from "./duckdb-error.ts";
import { ExpressionError } from "./expression-error.ts";
import { ExpressionRewriter, type Reading, type SourceColumn } from "./expression-rewriter.ts";
import type { SqlNode } from "./expression-tree.ts";
import { sqlText } from "./sql-text.ts";

/** One value a row, computed from the row's own columns and nothing else. */
export interface ScalarExpression {
  /** As SQL over the source columns, casts made safe. */
  readonly sql: string;
  /** Source columns it reads, as the file names them. */
  readonly columns: readonly string[];
  /** Text columns it reads as numbers or dates: a value there that is none cannot be judged. */
  readonly readings: ReadonlyMap<string, Reading>;
}

/**
 * Parses `text`, an expression of the config, with DuckDB's own parser and lets through a single
 * scalar expression only: no subquery, aggregate, window or `*`, and no function that reads a
 * clock, a file, a setting or a random number, so that the same row always gives the same value.
 *
 * A text column is a number where it stands in arithmetic or is compared with a number, a date
 * where it is compared with one, and text elsewhere.
 */
export async function parseScalarExpression(
  duckdb: Duckdb,
  text: string,
  columns: readonly SourceColumn[],
): Promise<ScalarExpression> {
  const tree = await parseTree(duckdb, text);
  const list = selected(tree, text);
  const rewriter = new ExpressionRewriter(await scalarFunctions(duckdb), columns, text);
  list[0] = { ...rewriter.rewrite(list[0] as SqlNode, "any"), alias: "" };
  const query = await onlyValue(
    duckdb,
    `SELECT json_deserialize_sql(${sqlText(JSON.stringify(tree))}) AS value`,
  );
  return {
    sql: `(${query.slice("SELECT ".length)})`,
    columns: rewriter.columns,
    readings: rewriter.readings,
  };
}

interface Tree {
  readonly error: boolean;
  readonly error_message?: string;
  readonly statements?: readonly {
    readonly node: { readonly select_list: SqlNode[]; readonly from_table: { type: string } };
  }[];
}

async function parseTree(duckdb: Duckdb, text: string): Promise<Tree> {
  const query = sqlText(`SELECT (${text}\n) AS value`);
  const json = await onlyValue(duckdb, `SELECT json_serialize_sql(${query}) AS value`);
  // Positions are 64-bit numbers that JSON.parse would round; nobody needs them.
  const tree = JSON.parse(json.replaceAll(/"query_location":\d+/g, '"query_location":0')) as Tree;
  if (!tree.error) return tree;
  throw new ExpressionError(
    `"${text.slice(0, 200)}" is no SQL expression: ${tree.error_message ?? "it cannot be read"}.`,
    "Write a source column or one expression over source columns.",
  );
}

function selected(tree: Tree, text: string): SqlNode[] {
  const node = tree.statements?.[0]?.node;
  const isPlain = tree.statements?.length === 1 && node?.from_table.type === "EMPTY";
  if (isPlain && node.select_list.length === 1) return node.select_list;
  const problem = `"${text.slice(0, 200)}" is more than one expression.`;
  throw new ExpressionError(problem, "Write a single one.");
}

async function onlyValue(duckdb: Duckdb, sql: string): Promise<string> {
  const [row] = await duckdb.rows(sql).catch((error: unknown) => {
    if (!(error instanceof TableQueryError)) throw error;
    throw new ExpressionError(`The expression cannot be read: ${error.reason}.`, "Simplify it.");
  });
  return String(row?.value);
}

/** Functions that give the same value for the same arguments, by name. */
async function scalarFunctions(duckdb: Duckdb): Promise<ReadonlySet<string>> {
  const rows = await duckdb.rows(
    `SELECT lower(function_name) AS name FROM duckdb_functions() GROUP BY ALL HAVING bool_and(
       (function_type = 'scalar' AND stability = 'CONSISTENT') OR (function_type = 'macro'
         AND NOT regexp_matches(lower(macro_definition), 'select |current_|sleep|unnest|error')))`,
  );
  const names = rows.map(({ name }) => String(name));
  return new Set(names.filter((name) => !refused.has(name)));
}

/** Called consistent, yet they tell of the session, the clock or other SQL, or fill the memory. */
const refused: ReadonlySet<string> = new Set([
  "current_setting",
  "getvariable",
  "version",
  "current_localtime",
  "current_localtimestamp",
  "json_serialize_sql",
  "json_serialize_plan",
  "json_deserialize_sql",
  "generate_series",
  "range",
  "repeat",
]);
