import type { TableSource } from "#lib/config/config.ts";
import { type RawColumn, type RawTableName, rawColumn } from "#lib/contracts/raw-tables.ts";
import { nearestName } from "#lib/domain/nearest-name.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { ExpressionError, UnknownColumnError } from "#lib/tables/expression-error.ts";
import { parseScalarExpression, type ScalarExpression } from "#lib/tables/scalar-expression.ts";
import { sqlName } from "#lib/tables/sql-text.ts";
import { DataRefusedError } from "./data-refused.ts";
import { type FileGroup, readingSql } from "./file-group.ts";

/** One of our columns and how it comes out of a group of files. */
export interface PlannedColumn {
  /** Our name. */
  readonly name: string;
  readonly raw: RawColumn;
  /** SQL over the source columns. */
  readonly given: string;
  /** DuckDB's type of it. */
  readonly givenType: string;
  /** What the user's file calls it, or our name where an expression makes it. */
  readonly shownAs: string;
  /** Read to choose among rows, and neither judged nor written. */
  readonly isHidden: boolean;
}

export interface ColumnPlan {
  readonly columns: readonly PlannedColumn[];
  readonly where: ScalarExpression | undefined;
  /** Text columns that expressions read as numbers or dates. */
  readonly readings: ReadonlyMap<string, "number" | "date">;
}

export interface PlanContext {
  readonly duckdb: Duckdb;
  readonly table: RawTableName;
  /** Where the config has it, such as `tables.covariates[1]`. */
  readonly place: string;
  readonly warn: (sentence: string) => void;
}

/** A source of the config, and dates that are read beside its own columns. */
export interface PlannedSource extends TableSource {
  readonly hidden?: Readonly<Record<string, string>>;
}

/** Finds every mapped column in the files of `group`, or refuses, naming file, column and nearest name. */
export async function planColumns(
  context: PlanContext,
  source: PlannedSource,
  group: FileGroup,
): Promise<ColumnPlan> {
  const readings = new Map<string, "number" | "date">();
  const parse = async (text: string, place: string): Promise<ScalarExpression> => {
    const parsed = await parseIn(context, text, place, group);
    for (const [column, reading] of parsed.readings) readings.set(column, reading);
    return parsed;
  };
  const columns: Omit<PlannedColumn, "givenType">[] = [];
  const hidden = Object.entries(source.hidden ?? {});
  for (const [name, text] of [...Object.entries(source.columns), ...hidden]) {
    const isHidden = name in (source.hidden ?? {});
    const raw = isHidden
      ? ({ type: "date", meaning: "" } as const)
      : rawColumn(context.table, name);
    if (raw === undefined) continue;
    const header = findHeader(context, text, group);
    const place = `${context.place}.columns.${name}`;
    const given = header === undefined ? (await parse(text, place)).sql : sqlName(header);
    columns.push({ name, raw, given, shownAs: header ?? name, isHidden });
  }
  const where =
    source.where === undefined ? undefined : await parse(source.where, `${context.place}.where`);
  return { columns: await withTypes(context, columns, where, group), where, readings };
}

/** The header that `text` names: letter for letter, or but for case and blanks, which is told. */
function findHeader({ warn }: PlanContext, text: string, group: FileGroup): string | undefined {
  if (group.columns.includes(text)) return text;
  const alike = (name: string): string => name.trim().toLowerCase();
  const near = group.columns.filter((name) => alike(name) === alike(text));
  if (near.length !== 1 || near[0] === undefined) return undefined;
  warn(`${fileOf(group)} calls the column ${text} "${near[0]}"; it was taken for the same.`);
  return near[0];
}

const fileOf = ({ files }: FileGroup): string => files[0]?.file.path ?? "";

async function parseIn(
  { duckdb }: PlanContext,
  text: string,
  place: string,
  group: FileGroup,
): Promise<ScalarExpression> {
  const columns = group.columns.map((name) => ({ name, isText: group.isText }));
  try {
    return await parseScalarExpression(duckdb, text, columns);
  } catch (error) {
    throw refusal(error, text, `${place}, read from ${fileOf(group)}`, group);
  }
}

/** A few words without any mark of SQL are meant as a column's name. */
const plainWords = /^[\p{L}\p{M}\p{N}_ .:#-]+$/u;

function refusal(error: unknown, text: string, place: string, { columns }: FileGroup): unknown {
  const isWords = error instanceof ExpressionError && plainWords.test(text);
  const missing = isWords
    ? new UnknownColumnError(text, nearestName(text, columns), columns)
    : error;
  if (missing instanceof UnknownColumnError) {
    const problem = `${place}: ${missing.problem}`;
    return new DataRefusedError("COLUMN_MISSING", problem, missing.remedy, { cause: error });
  }
  if (!(error instanceof ExpressionError)) return error;
  const options = { cause: error, kind: "usage" } as const;
  const problem = `${place}: ${error.problem}`;
  return new DataRefusedError("EXPRESSION_REFUSED", problem, error.remedy, options);
}

/** Binding the query reads no rows, but tells the types and what does not fit together. */
async function withTypes(
  { duckdb, place }: PlanContext,
  columns: readonly Omit<PlannedColumn, "givenType">[],
  where: ScalarExpression | undefined,
  group: FileGroup,
): Promise<PlannedColumn[]> {
  const list = columns.map(({ given }, i) => `${given} AS c${i}`);
  if (where) list.push(`CAST(${where.sql} AS BOOLEAN) AS kept`);
  const sql = `DESCRIBE SELECT ${list.join(", ")} FROM ${readingSql(group.files.slice(0, 1))}`;
  const rows = await duckdb.rows(sql).catch((error: unknown) => {
    const reason = error instanceof Error ? error.message : String(error);
    const problem = `${place} does not fit ${fileOf(group)}: ${reason}`;
    const options = { cause: error, kind: "usage" } as const;
    throw new DataRefusedError("EXPRESSION_FAILED", problem, "Correct the mapping.", options);
  });
  return columns.map((column, i) => ({ ...column, givenType: String(rows[i]?.column_type) }));
}
