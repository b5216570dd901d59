import { type RawTableName, rawTableNames, requiredColumns } from "#lib/contracts/raw-tables.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { DataGuess, SourceGuess } from "./data-guess.ts";
import { dateFormatOf, epochDayOf, quoteName } from "./date-format.ts";
import type { FileSample } from "./file-sample.ts";
import { type ColumnGuess, guessColumns, look, type SeenColumn } from "./guess-columns.ts";
import { guessCovariates } from "./guess-covariates.ts";
import { guessFrequency } from "./guess-frequency.ts";
import { guessItems, itemsBesideSales } from "./guess-items.ts";
import { doubtsOf, mapColumns } from "./map-columns.ts";

export class NoSalesFoundError extends ShelfcastError {
  readonly code = "NO_SALES_FOUND";
  override readonly kind = "data";

  constructor(files: readonly string[]) {
    const shown = files.slice(0, 5).join(", ") + (files.length > 5 ? ", …" : "");
    super(
      `None of ${files.length} files looks like sales${files.length > 0 ? `: ${shown}` : ""}.`,
      "One needs a header and a date, an item and a number of units in each row.",
    );
  }
}

/** Files that share their columns, as they are being judged. */
interface Candidate {
  readonly files: readonly string[];
  readonly seen: readonly SeenColumn[];
  readonly rowCount: number;
}

/** Which file is which table, and which column which, from samples alone. */
export function guessData(samples: readonly FileSample[]): DataGuess {
  const candidates = samples.map((sample) => ({ ...sample, seen: look(sample) }));
  const sales = chooseSales(candidates);
  if (!sales) throw new NoSalesFoundError(samples.flatMap(({ files }) => files));
  const columns = guessColumns("sales", sales.seen);
  const others = candidates
    .filter((candidate) => candidate !== sales)
    .map(guessSource)
    .map((judged) => (isOfOtherItems(judged, columns) ? { ...judged, ...anotherShop } : judged));
  const sources = others.flatMap((other) => (other.source ? [other.source] : []));
  const hasItems = sources.some(({ table }) => table === "items");
  return {
    frequency: frequencyOf(columns.get("date")),
    sources: [
      salesSource(sales, columns),
      ...(hasItems ? [] : itemsBesideSales(sales.files, sales.seen, columns)),
      ...covariatesBesideSales(sales, columns),
      ...sources,
    ].toSorted((a, b) => rawTableNames.indexOf(a.table) - rawTableNames.indexOf(b.table)),
    unused: others.flatMap(({ files, reason }) => (reason ? [{ files, reason }] : [])),
  };
}

/** Of several, the one of which most columns are known; then the one with most rows. */
function chooseSales(candidates: readonly Candidate[]): Candidate | undefined {
  const strength = ({ seen, rowCount }: Candidate): number =>
    guessColumns("sales", seen).size * 1e9 + rowCount;
  return candidates
    .filter((candidate) => tableOf(candidate) === "sales")
    .toSorted((a, b) => strength(b) - strength(a))[0];
}

/** What tells a table from the others beside its required columns: at least one of these. */
const telling: Partial<Record<RawTableName, readonly string[]>> = {
  interactions: ["kind"],
  reviews: ["rating", "text"],
  supply: ["lead_time_days", "pack_size", "min_order", "supplier"],
  items: ["title", "description", "category", "brand", "launch_date"],
};

/** The most particular first: a row of sales has all that a covariate needs. */
const judged: readonly RawTableName[] = [
  "relations",
  "searches",
  "interactions",
  "sales",
  "stock",
  "reviews",
  "supply",
  "items",
  "locations",
];

function tableOf(candidate: Candidate): RawTableName | undefined {
  const words = candidate.files.join(" ").toLowerCase();
  const named = judged.filter((table) => words.includes(table.replace(/s$/, "")));
  return [...named, ...judged].find((table) => couldBe(table, candidate.seen));
}

function couldBe(table: RawTableName, seen: readonly SeenColumn[]): boolean {
  const guess = guessColumns(table, seen);
  const key = table === "locations" ? guess.get("location") : guess.get("item");
  const isList = table === "items" || table === "locations" || table === "supply";
  return (
    requiredColumns(table).every((column) => guess.has(column)) &&
    (telling[table]?.some((column) => guess.has(column)) ?? true) &&
    (!isList || (key?.shape.distinctShare ?? 0) >= 0.9)
  );
}

interface Judged {
  readonly files: readonly string[];
  readonly source?: SourceGuess | undefined;
  readonly reason?: string;
  /** Codes seen where the file has a column of items. */
  readonly itemIds: ReadonlySet<string>;
}

function guessSource(candidate: Candidate): Judged {
  const { files, seen } = candidate;
  const table = tableOf(candidate);
  const itemIds = new Set(guessColumns("items", seen).get("item")?.values);
  if (table === "sales") {
    return { files, itemIds, reason: "looks like sales too; a config has one sales table" };
  }
  const source =
    table === "items"
      ? guessItems(files, seen)
      : table
        ? plainSource(table, files, seen)
        : guessCovariates(files, seen);
  const reason = "no table has columns like these";
  return source ? { files, source, itemIds } : { files, reason, itemIds };
}

const anotherShop = { source: undefined, reason: "none of its items was seen in sales" } as const;

/** Fewer ids than this may miss each other by chance. */
const fewestIds = 100;

/** A list of items that has none of those sold is some other shop's. */
function isOfOtherItems({ source, itemIds }: Judged, sales: ColumnGuess): boolean {
  const sold = new Set(sales.get("item")?.values);
  if (source?.table !== "items" || sold.size < fewestIds || itemIds.size < fewestIds) return false;
  return ![...itemIds].some((id) => sold.has(id));
}

function plainSource(
  table: RawTableName,
  files: readonly string[],
  seen: readonly SeenColumn[],
): SourceGuess {
  const guess = guessColumns(table, seen);
  const columns = mapColumns(guess);
  return { table, files, columns, where: undefined, known: [], past: [], doubts: doubtsOf(guess) };
}

/** Rows that take units back are no demand, and the contract sets them aside one by one. */
function salesSource({ files, seen }: Candidate, guess: ColumnGuess): SourceGuess {
  const units = guess.get("units");
  const source = plainSource("sales", files, seen);
  if (!units?.shape.hasNegative) return source;
  const doubt = `Some rows have ${units.name} below 0, most likely returns: where leaves them out.`;
  const name = /^[A-Za-z_]\w*$/.test(units.name) ? units.name : quoteName(units.name);
  return { ...source, where: `${name} > 0`, doubts: [...source.doubts, doubt] };
}

/** Other numbers of a sales file hold for the series' period, unless a row is but one receipt of many. */
function covariatesBesideSales({ files, seen }: Candidate, guess: ColumnGuess): SourceGuess[] {
  if (guess.has("order") || guess.has("customer") || !isOneRowEach(guess)) return [];
  const covariates = guessCovariates(files, seen, [...guess.values()]);
  return covariates ? [covariates] : [];
}

function isOneRowEach(guess: ColumnGuess): boolean {
  const [date, item, location] = ["date", "item", "location"].map((name) => guess.get(name));
  const keys = date?.values.map((day, row) =>
    [day, item?.values[row], location?.values[row]].join("\n"),
  );
  return keys !== undefined && new Set(keys).size >= 0.99 * keys.length;
}

function frequencyOf(date: SeenColumn | undefined): DataGuess["frequency"] {
  const written = date?.values.map((value) => value.trim()).filter((value) => value !== "") ?? [];
  const format = dateFormatOf(written);
  return guessFrequency(format ? written.map((value) => epochDayOf(value, format)) : []);
}
