import type { ColumnType } from "#lib/contracts/raw-tables.ts";

/**
 * SQL that reads `given`, of DuckDB's type `given type`, as `wanted`; null where it is absent or
 * cannot be read, which the rules then tell apart.
 */
export function typedSql(wanted: ColumnType, given: string, givenType: string): string {
  const isText = givenType === "VARCHAR" || givenType === "JSON";
  switch (wanted) {
    case "id":
      return isText ? trimmed(given) : idSql(given, givenType);
    case "text":
      return isText ? trimmed(given) : `CAST(${given} AS VARCHAR)`;
    case "number":
      return `TRY_CAST(${given} AS DOUBLE)`;
    case "date":
      return isText ? dateSql(given) : `TRY_CAST(${given} AS DATE)`;
    case "flag":
      return givenType === "BOOLEAN" ? given : flagSql(given);
  }
}

/** Type of what `typedSql` gives. */
export const columnSqlType = {
  id: "VARCHAR",
  text: "VARCHAR",
  date: "DATE",
  number: "DOUBLE",
  flag: "BOOLEAN",
} as const satisfies Record<ColumnType, string>;

/** Trims only what needs it: most values do not, and a trim of each costs a third of reading them. */
const trimmed = (given: string): string =>
  `CASE WHEN prefix(${given}, ' ') OR suffix(${given}, ' ') OR strlen(${given}) = 0
    THEN nullif(trim(${given}), '') ELSE ${given} END`;

/** A code that a writer of Parquet made a float, such as 85123.0, is 85123. */
const idSql = (given: string, givenType: string): string =>
  /^(?:FLOAT|DOUBLE)$/.test(givenType)
    ? `CASE WHEN ${given} = trunc(${given}) AND abs(${given}) < 1e15
        THEN CAST(CAST(${given} AS BIGINT) AS VARCHAR) ELSE CAST(${given} AS VARCHAR) END`
    : `CAST(${given} AS VARCHAR)`;

/**
 * As a timestamp, for a cast to DATE alone would take `2024-01-31x`; what a timestamp cannot be,
 * such as one with a zone, is cut after the date. CASE, for COALESCE tries the second way always.
 */
const dateSql = (given: string): string =>
  `TRY_CAST(CASE WHEN TRY_CAST(${given} AS TIMESTAMP) IS NULL
    THEN TRY_CAST(split_part(split_part(trim(${given}), 'T', 1), ' ', 1) AS TIMESTAMP)
    ELSE TRY_CAST(${given} AS TIMESTAMP) END AS DATE)`;

const flagSql = (given: string): string =>
  `CASE lower(trim(CAST(${given} AS VARCHAR)))
    ${flags(["true", "t", "yes", "y", "1", "1.0", "是"], true)}
    ${flags(["false", "f", "no", "n", "0", "0.0", "否"], false)} END`;

const flags = (words: readonly string[], value: boolean): string =>
  words.map((word) => `WHEN '${word}' THEN ${value}`).join(" ");
