import { type RawTable, type RawTableName, rawTables } from "#lib/contracts/raw-tables.ts";
import { type ColumnShape, columnShape } from "./column-shape.ts";
import type { ColumnSample, FileSample } from "./file-sample.ts";
import { headerKey, headerTails, knownHeaders } from "./header-words.ts";

/** A column with what was learned of its header and its values. */
export interface SeenColumn extends ColumnSample {
  readonly key: string;
  /** Keys of its last words: `netsalesqty`, `salesqty`, `qty`. */
  readonly tails: readonly string[];
  readonly shape: ColumnShape;
}

export const look = ({ columns }: FileSample): SeenColumn[] =>
  columns.map((column) => ({
    ...column,
    key: headerKey(column.name),
    tails: headerTails(column.name),
    shape: columnShape(column.values),
  }));

/** Our column → the column of the file that is most likely it. */
export type ColumnGuess = ReadonlyMap<string, SeenColumn>;

/**
 * Which columns of a file could be which of `table`'s. Our columns choose in the contract's order,
 * the required ones first, and none is chosen twice.
 */
export function guessColumns(table: RawTableName, seen: readonly SeenColumn[]): ColumnGuess {
  const { columns }: RawTable = rawTables[table];
  const names = Object.keys(columns).sort(
    (a, b) => Number(columns[b]?.required ?? false) - Number(columns[a]?.required ?? false),
  );
  const guess = new Map<string, SeenColumn>();
  for (const name of names) {
    const free = seen.filter((column) => ![...guess.values()].includes(column));
    const chosen = best(table, name, free);
    if (chosen) guess.set(name, chosen);
  }
  return guess;
}

/** The whole header before its end: `Quantity`, then `Total Quantity`, then what needs no name. */
function best(table: RawTableName, name: string, free: readonly SeenColumn[]) {
  const fitting = free.filter(({ shape }) => fits(table, name, shape));
  const headers = knownHeaders(table, name);
  const first = (
    isKnown: (column: SeenColumn, header: string) => boolean,
  ): SeenColumn | undefined =>
    headers
      .map((header) => fitting.find((column) => isKnown(column, header)))
      .find((column) => column !== undefined);
  return (
    first(({ key }, header) => key === header) ??
    first(({ tails }, header) => header.length > 1 && tails.includes(header)) ??
    fallback(name, fitting)
  );
}

/** Whether values could be what the contract wants, so that `sales` of words is not taken for units. */
function fits(table: RawTableName, name: string, shape: ColumnShape): boolean {
  const { columns }: RawTable = rawTables[table];
  if (shape.filledShare === 0) return false;
  switch (columns[name]?.type) {
    case "date":
      return shape.isDate;
    case "number":
      return shape.isNumber;
    case "flag":
      return shape.isFlag;
    default:
      return !shape.isDate && !(wordsOnly.has(name) && shape.isNumber);
  }
}

const wordsOnly: ReadonlySet<string> = new Set(["title", "description", "text", "query", "name"]);

/** Where no header is known: the only date, and `Clothing ID` for an item that nothing else names. */
function fallback(name: string, fitting: readonly SeenColumn[]): SeenColumn | undefined {
  if (name === "date") return fitting.length === 1 ? fitting[0] : undefined;
  if (name !== "item") return undefined;
  return fitting.find(
    ({ name: header, key }) => codeEnding.test(header) && !someoneElses.test(key),
  );
}

const codeEnding = /(?:[ _-]|(?<=[a-z]))(?:id|code|no|number|nbr)$|编号$|编码$|代码$/i;
const someoneElses =
  /customer|client|user|member|household|order|invoice|basket|receipt|ticket|transaction|store|shop|branch|location|manufacturer|supplier|vendor|brand|category|row|line|index|客|会员|订单|门店|供应/;
