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
 * Most dates are written YYYY-MM-DD, and the cast then takes no more than that. A cast alone would also
 * take `epoch`, and anything after a blank.
 */
const dateSql = (given: string): string =>
  `CASE WHEN ${given} LIKE '____-__-__' THEN TRY_CAST(${given} AS DATE)
    ELSE TRY_CAST(regexp_extract(${given}, '${datePattern}', 1) AS DATE) END`;

const zonePattern = String.raw`(?:\s*(?:Z|UTC|[+-]\d\d(?::?\d\d)?|[A-Za-z]+/[A-Za-z_/]+))?`;

/** `10:30`, `10:30:05.123`, and any of them with `Z`, `+02:00` or `Europe/Berlin`. */
const timePattern = String.raw`(?:[01]?\d|2[0-4]):[0-5]\d(?::[0-5]\d(?:[.,]\d*)?)?${zonePattern}`;

/** A date with - or /, then, where more is written, a time of day, and its zone. */
const datePattern = String.raw`^\s*(\d{4}[-/]\d\d?[-/]\d\d?)(?:[T ]+${timePattern})?\s*$`;

const flagSql = (given: string): string =>
  `CASE lower(trim(CAST(${given} AS VARCHAR)))
    ${flags(["true", "t", "yes", "y", "1", "1.0", "是"], true)}
    ${flags(["false", "f", "no", "n", "0", "0.0", "否"], false)} END`;

const flags = (words: readonly string[], value: boolean): string =>
  words.map((word) => `WHEN '${word}' THEN ${value}`).join(" ");
