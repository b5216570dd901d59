import type { MappedColumn } from "./data-guess.ts";
import { dateExpression, dateFormatOf, quoteName } from "./date-format.ts";
import type { ColumnGuess, SeenColumn } from "./guess-columns.ts";

const written = ({ values }: SeenColumn): string[] =>
  values.map((value) => value.trim()).filter((value) => value !== "");

const exampleOf = (column: SeenColumn): string => written(column)[0] ?? "";

export const asIs = (ours: string, column: SeenColumn): MappedColumn => ({
  ours,
  source: column.name,
  example: exampleOf(column),
});

/** The guess as the config writes it: a source column, or for dates of other notations an expression. */
export function mapColumns(guess: ColumnGuess): MappedColumn[] {
  return [...guess].map(([ours, column]) => {
    const format = column.shape.isDate ? dateFormatOf(written(column)) : undefined;
    const source = format ? dateExpression(column.name, format) : column.name;
    return { ours, source, example: exampleOf(column) };
  });
}

/** Several levels of category, few values to many, become one path `a/b/c`. */
export function categoryPath(levels: readonly SeenColumn[]): MappedColumn | undefined {
  const sorted = levels.toSorted((a, b) => a.shape.distinct - b.shape.distinct);
  const [first] = sorted;
  if (!first) return undefined;
  if (sorted.length === 1) return asIs("category", first);
  return {
    ours: "category",
    source: `concat_ws('/', ${sorted.map(levelExpression).join(", ")})`,
    example: sorted.map(exampleOf).join("/"),
  };
}

/** A slash inside a level would cut it in two. */
const levelExpression = ({ name, values }: SeenColumn): string =>
  values.some((value) => value.includes("/"))
    ? `replace(${quoteName(name)}, '/', ' ')`
    : quoteName(name);

/** What a person should know of the dates and numbers that were mapped. */
export function doubtsOf(guess: ColumnGuess): string[] {
  return [...guess].flatMap(([ours, column]) => {
    const format = column.shape.isDate ? dateFormatOf(written(column)) : undefined;
    if (!format?.isAmbiguous) return [];
    return [`${column.name} was read as day before month: check that ${ours} is right.`];
  });
}

/** Our name for a column that the contract does not list. */
export function attributeName(header: string): string {
  const name = header
    .trim()
    .toLowerCase()
    .replace(/[^\p{L}\p{M}\p{N}]+/gu, "_");
  const trimmed = name.replace(/^_+|_+$/g, "").slice(0, 60) || "value";
  const isOurs = ["date", "item", "location"].includes(trimmed);
  return /^\p{N}/u.test(trimmed) || isOurs ? `x_${trimmed}` : trimmed;
}
