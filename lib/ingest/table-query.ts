import type { BusinessDate } from "#lib/domain/business-date.ts";
import { sqlName, sqlText } from "#lib/tables/sql-text.ts";
import { type FileGroup, notJson, readingSql } from "./file-group.ts";
import type { OpenFile } from "./open-file.ts";
import type { ColumnPlan } from "./plan-columns.ts";
import { givenName, type Rule, rulesOf, sourceName, unreadable } from "./rules.ts";
import { typedSql } from "./typed-column.ts";

/** What a group of files is asked for, as SQL. */
export interface TableQuery {
  /** A row's `broken` is 0, or the place of its first broken rule in here, from 1. */
  readonly rules: readonly Rule[];
  /** Every row that counts, with its typed columns, `broken`, and the values the rules show. */
  judged(files: readonly OpenFile[], recordNumber?: string): string;
}

export interface QueryOptions {
  readonly today: BusinessDate | undefined;
  /** Rows dated later are left out and not judged. */
  readonly latest: BusinessDate | undefined;
  /** A column that dates the rows, where the plan has one. */
  readonly dateColumn: string | undefined;
}

/** Name of the column with the number of the broken rule. */
export const brokenName = sqlName("rule:broken");
/** Name of the column with a whole line, where a line may be empty. */
const lineName = sqlName("line:text");
/** Name of the column with a row's place in its file, where it was asked for. */
export const recordName = sqlName("row:number");

/**
 * Three layers: what the file gives, by the mapping; the same typed; the first rule that is broken.
 * A row that `where` cannot judge, because a number in it is none, is judged broken, not left out.
 */
export function tableQuery(plan: ColumnPlan, group: FileGroup, options: QueryOptions): TableQuery {
  const isJson = group.files[0]?.format.kind === "ndjson";
  const line = isJson ? sqlName("json:line") : onlyColumn(group);
  const rules = [...(isJson ? [jsonRule] : []), ...rulesOf(plan, options)];
  const given = [
    ...plan.columns.map(({ name, given }) => `${given} AS ${givenName(name)}`),
    ...[...plan.readings.keys()].map((name) => `${sqlName(name)} AS ${sourceName(name)}`),
    ...(plan.where ? [`${plan.where.sql} AS "where:kept"`] : []),
    ...(isJson ? [sqlName(notJson)] : []),
    ...(line === undefined ? [] : [`${line} AS ${lineName}`]),
  ];
  const typed = plan.columns.map(
    ({ name, raw, givenType }) =>
      `${typedSql(raw.type, givenName(name), givenType)} AS ${sqlName(name)}`,
  );
  return {
    rules,
    judged: (files, recordNumber) => {
      const record = recordNumber ? [`${recordNumber} AS ${recordName}`] : [];
      return `(SELECT *, ${firstBroken(rules)} AS ${brokenName}
        FROM (SELECT *, ${typed.join(", ")}
          FROM (SELECT ${[...record, ...given].join(", ")} FROM ${readingSql(files)}))
        WHERE ${[...whereConditions(plan, isJson, line !== undefined), ...dateConditions(plan, options)].join(" AND ")})`;
    },
  };
}

const jsonRule: Rule = {
  column: "",
  reason: "is no JSON object",
  broken: sqlName(notJson),
  value: lineName,
};

/** An empty line of a file with one column cannot be told from an empty value, and is no row. */
const onlyColumn = ({ files, columns }: FileGroup): string | undefined =>
  files[0]?.format.kind === "csv" && columns.length === 1
    ? sqlName(columns[0] as string)
    : undefined;

function whereConditions(plan: ColumnPlan, isJson: boolean, mayBeEmpty: boolean): string[] {
  const { where } = plan;
  const written = mayBeEmpty ? [`trim(${lineName}) <> ''`] : [];
  if (where === undefined) return ["true", ...written];
  const unjudged = [...where.readings].map(([name, reading]) => unreadable(name, reading));
  if (isJson) unjudged.push(sqlName(notJson));
  if (unjudged.length === 0) return [...written, `"where:kept"`];
  return [...written, `("where:kept" OR ("where:kept" IS NULL AND (${unjudged.join(" OR ")})))`];
}

/** A row that cannot be dated is judged if its date is its own, and left out if it only borrows one. */
function dateConditions(plan: ColumnPlan, { latest, dateColumn }: QueryOptions): string[] {
  const column = plan.columns.find(({ name }) => name === dateColumn);
  if (latest === undefined || column === undefined) return [];
  const isPast = `${sqlName(column.name)} <= DATE ${sqlText(latest)}`;
  return [column.isHidden ? isPast : `(${sqlName(column.name)} IS NULL OR ${isPast})`];
}

const firstBroken = (rules: readonly Rule[]): string =>
  `CASE ${rules.map(({ broken }, i) => `WHEN ${broken} THEN ${i + 1}`).join(" ")} ELSE 0 END`;
