import type { ColumnType } from "#lib/contracts/raw-tables.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { sqlName, sqlText, sqlTexts } from "#lib/tables/sql-text.ts";
import type { ColumnPlan, PlannedColumn } from "./plan-columns.ts";

/** One way for a row to break the contract. */
export interface Rule {
  /** As `RejectReason.column`. */
  readonly column: string;
  readonly reason: string;
  /** SQL that is true for a row that breaks it; null counts as false. */
  readonly broken: string;
  /** SQL of the value that is shown. */
  readonly value: string;
}

export interface RuleOptions {
  /** Sales dated later than this are typing errors, not sales: the day the data is read. */
  readonly today: BusinessDate | undefined;
}

/** Names of the two layers of a query: what the file gives, and the source columns read as numbers. */
export const givenName = (column: string): string => sqlName(`given:${column}`);
export const sourceName = (column: string): string => sqlName(`source:${column}`);

/** No code or word of a shop is longer; bytes. */
const longest = { id: 1000, text: 1_000_000 } as const;

/** Rules of all columns; the first that a row breaks is the one it is told. */
export function rulesOf(plan: ColumnPlan, options: RuleOptions): Rule[] {
  const judged = plan.columns.filter(({ isHidden }) => !isHidden);
  const readings = [...plan.readings].map(([column, reading]) => readingRule(column, reading));
  return [...readings, ...judged.flatMap((column) => columnRules(column, options))];
}

/** A value that an expression reads as a number or date, and that is none. */
function readingRule(column: string, reading: "number" | "date"): Rule {
  const value = sourceName(column);
  return { column, reason: notOfType[reading], broken: unreadable(column, reading), value };
}

export function unreadable(column: string, reading: "number" | "date"): string {
  const value = sourceName(column);
  const type = reading === "number" ? "DOUBLE" : "TIMESTAMP";
  return `CASE WHEN ${value} IS NOT NULL AND TRY_CAST(${value} AS ${type}) IS NULL
    THEN trim(${value}) <> '' ELSE false END`;
}

const notOfType = {
  id: "is no code",
  text: "is no text",
  date: "is no date; write YYYY-MM-DD, or map it with strptime",
  number: "is no number",
  flag: "is neither true nor false",
} as const satisfies Record<ColumnType, string>;

function columnRules(column: PlannedColumn, options: RuleOptions): Rule[] {
  const { name, raw, shownAs } = column;
  const rule = (reason: string, broken: string): Rule => ({
    column: shownAs,
    reason,
    broken,
    value: givenName(name),
  });
  const typed = sqlName(name);
  // Blank or not, anything can be read as a code or a text.
  const isWords = raw.type === "id" || raw.type === "text";
  const rules = isWords ? [] : [rule(notOfType[raw.type], notRead(column))];
  if (raw.required) rules.push(rule("is empty", `${typed} IS NULL`));
  if (raw.type === "number") rules.push(...numberRules(column, rule));
  if (raw.type === "date") rules.push(...dateRules(column, rule, options));
  if (raw.type === "id" || raw.type === "text") {
    const limit = longest[raw.type];
    rules.push(rule(`is longer than ${limit} bytes`, `strlen(${typed}) > ${limit}`));
  }
  if (raw.oneOf) {
    rules.push(
      rule(`is none of ${raw.oneOf.join(", ")}`, `${typed} NOT IN (${sqlTexts(raw.oneOf)})`),
    );
  }
  return rules;
}

/** Something is written, yet nothing was read. Blank text is absent, not wrong. */
function notRead({ name, givenType }: PlannedColumn): string {
  const isBlank = givenType === "VARCHAR" ? `trim(${givenName(name)}) = ''` : "false";
  return `CASE WHEN ${sqlName(name)} IS NULL AND ${givenName(name)} IS NOT NULL
    THEN NOT (${isBlank}) ELSE false END`;
}

/** Sums of such numbers and of their products stay within a float of 32 bits. */
const largest = 1e15;

type MakeRule = (reason: string, broken: string) => Rule;

function numberRules({ name, raw }: PlannedColumn, rule: MakeRule): Rule[] {
  const typed = sqlName(name);
  const rules = [
    rule("is not finite", `NOT isfinite(${typed})`),
    rule("is beyond 10^15: no shop counts so far", `abs(${typed}) > ${largest}`),
  ];
  const bound = (limit: number | undefined, reason: string, operator: string): void => {
    if (limit !== undefined)
      rules.push(rule(`${reason} ${limit}`, `${typed} ${operator} ${limit}`));
  };
  if (name === "units") {
    const reason = "is below 0: returns are not demand; leave them out with where";
    rules.push(rule(reason, `${typed} < 0`));
  } else bound(raw.min, "is below", "<");
  bound(raw.max, "is above", ">");
  bound(raw.above, "is not above", "<=");
  bound(raw.below, "is not below", ">=");
  return rules;
}

/** Between the first department stores and the day after tomorrow's plans. */
const plausible = ["1900-01-01", "2199-12-31"] as const;

function dateRules({ name }: PlannedColumn, rule: MakeRule, { today }: RuleOptions): Rule[] {
  const typed = sqlName(name);
  const [first, last] = plausible.map((date) => `DATE ${sqlText(date)}`);
  const rules = [rule("is no plausible date", `${typed} < ${first} OR ${typed} > ${last}`)];
  if (today !== undefined) {
    rules.push(rule("is in the future", `${typed} > DATE ${sqlText(today)}`));
  }
  return rules;
}
