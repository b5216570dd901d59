import type { SourceGuess } from "./data-guess.ts";
import { type ColumnGuess, guessColumns, type SeenColumn } from "./guess-columns.ts";
import { headerKey, knownHeaders } from "./header-words.ts";
import { asIs, attributeName, categoryPath, doubtsOf, mapColumns } from "./map-columns.ts";

/** More than this many attributes tell a network little. */
const mostAttributes = 12;

/** A file that lists items: what the contract names, then labels that several items share. */
export function guessItems(files: readonly string[], seen: readonly SeenColumn[]): SourceGuess {
  const { mapped, rest } = describedItem(seen, guessColumns("items", seen));
  const attributes = rest
    .filter(({ shape }) => shape.distinct > 1 && shape.distinctShare < 0.5 && !shape.isDate)
    .slice(0, mostAttributes)
    .map((column) => asIs(attributeName(column.name), column));
  const names = new Set(mapped.map(({ ours }) => ours));
  const own = attributes.filter(({ ours }, i) => {
    const isFirst = attributes.findIndex((other) => other.ours === ours) === i;
    return isFirst && !names.has(ours);
  });
  return itemsSource(files, [...mapped, ...own], doubtsOf(guessColumns("items", seen)));
}

/** Titles that stand in the sales file itself. */
export function itemsBesideSales(
  files: readonly string[],
  seen: readonly SeenColumn[],
  sales: ColumnGuess,
): SourceGuess[] {
  const item = sales.get("item");
  const others = [...sales].flatMap(([ours, column]) => (ours === "item" ? [] : [column]));
  const free = seen.filter((column) => !others.includes(column) && !column.shape.isDate);
  const guess = new Map(guessColumns("items", free));
  if (item) guess.set("item", item);
  const { mapped } = describedItem(free, guess);
  return mapped.length > 1 ? [itemsSource(files, mapped, [])] : [];
}

/** The contract's columns, all levels of category in one, and what is left over. */
function describedItem(seen: readonly SeenColumn[], guess: ColumnGuess) {
  const levels = seen.filter(
    (column) =>
      isCategory(column) && [...guess].every(([ours, c]) => ours === "category" || c !== column),
  );
  const used = [...guess.values(), ...levels];
  const path = categoryPath(levels);
  const columns = mapColumns(new Map([...guess].filter(([ours]) => ours !== "category")));
  return {
    mapped: path ? [...columns, path] : columns,
    rest: seen.filter((column) => !used.includes(column)),
  };
}

const categoryHeaders: ReadonlySet<string> = new Set(knownHeaders("items", "category"));

const isCategory = ({ name, shape }: SeenColumn): boolean =>
  categoryHeaders.has(headerKey(name)) && shape.distinct > 1 && shape.distinctShare < 0.9;

const itemsSource = (
  files: readonly string[],
  columns: SourceGuess["columns"],
  doubts: readonly string[],
): SourceGuess => ({
  table: "items",
  files,
  columns,
  where: undefined,
  known: [],
  past: [],
  doubts,
});
