import type { SourceGuess } from "./data-guess.ts";
import { type ColumnGuess, guessColumns, type SeenColumn } from "./guess-columns.ts";
import { asIs, attributeName, doubtsOf, mapColumns } from "./map-columns.ts";

/** Names of what a retailer plans or a calendar fixes, so that its future is given. */
const plannedNames =
  /price|promo|discount|markdown|campaign|coupon|holiday|easter|christmas|festiv|fest$|event|open|closed|school|weekend|weekday|(?:^|[ _])(?:day|year)(?:$|[ _])|cup$|games$|价|促销|折扣|活动|节|假|营业/i;

/** Measured afterwards, whatever else the name says. */
const measuredNames =
  /volume|sales|stock|traffic|footfall|visitors|rain|snow|temp|weather|competitor|客流|天气|气温/i;

/**
 * Numbers of a file that have a date, an item or a location, as covariates.
 *
 * @param taken columns that another table has already
 */
export function guessCovariates(
  files: readonly string[],
  seen: readonly SeenColumn[],
  taken: readonly SeenColumn[] = [],
): SourceGuess | undefined {
  const keys = guessColumns("covariates", seen);
  const values = seen.filter((column) => isValue(column, keys) && !taken.includes(column));
  if (!keys.has("date") || values.length === 0) return undefined;
  const named = uniqueNames(values);
  const isKnown = ({ name }: SeenColumn): boolean =>
    plannedNames.test(name) && !measuredNames.test(name);
  const namesOf = (wanted: boolean): string[] =>
    named.filter(({ column }) => isKnown(column) === wanted).map(({ name }) => name);
  const known = namesOf(true);
  const doubt = "Future values of these must be in the file, or they belong under past";
  return {
    table: "covariates",
    files,
    columns: [...mapColumns(keys), ...named.map(({ name, column }) => asIs(name, column))],
    where: undefined,
    known,
    past: namesOf(false),
    doubts: [...doubtsOf(keys), ...(known.length > 0 ? [`${doubt}: ${known.join(", ")}.`] : [])],
  };
}

/** A number that changes; a code is no number to learn from. */
const isValue = ({ name, shape }: SeenColumn, keys: ColumnGuess): boolean =>
  shape.isNumber &&
  shape.distinct > 1 &&
  !/(?:[ _-]|(?<=[a-z]))(?:id|code|no|nbr|key)$|编号$/i.test(name) &&
  ![...keys.values()].some((key) => key.name === name);

/** Two headers that differ only in their marks still get two names. */
function uniqueNames(columns: readonly SeenColumn[]) {
  const used = new Set<string>();
  return columns.map((column) => {
    const plain = attributeName(column.name);
    let name = plain;
    for (let n = 2; used.has(name); n++) name = `${plain}_${n}`;
    used.add(name);
    return { name, column };
  });
}
