import { join } from "node:path";
import type { Config } from "#lib/config/config.ts";
import {
  type PurchaseAnswer,
  PurchaseBook,
  type SupplierMinimum,
} from "#lib/inventory/purchase-book.ts";
import { LineList } from "#lib/publication/line-list.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { lineColumns, linesOf, type OrderLine } from "./order-line.ts";
import type { Shared } from "./share-orders.ts";

/** One part of the ranked purchase list. */
interface PurchaseLine {
  readonly rank: number;
  readonly item: string;
  readonly title: string;
  readonly location: string;
  readonly supplier: string;
  readonly units: number;
  readonly value: number | null;
  /** Money that it is expected to save from stock-outs. */
  readonly saves: number | null;
  /** Money spent up to here. */
  readonly spent: number;
  readonly answer: PurchaseAnswer;
}

/** What became of each line, and why. */
export interface Bought {
  readonly book: PurchaseBook;
  /** How much all lines of a supplier grow. */
  readonly raised: ReadonlyMap<string, number>;
  readonly heldBack: ReadonlySet<string>;
  /** NDJSON of `PurchaseLine`s. */
  readonly purchases: string;
  readonly purchaseCount: number;
}

/** Buys the parts of all orders in the order of what they save for their money. */
export async function buy(
  duckdb: Duckdb,
  { lines, lineCount }: Shared,
  config: Config,
  held: ReadonlyMap<string, number>,
  scratch: string,
): Promise<Bought> {
  await numberLines(duckdb, lines);
  const budget = config.orders.budget === 0 ? Number.POSITIVE_INFINITY : config.orders.budget;
  const book = new PurchaseBook(lineCount, budget, roomOf(config, held));
  const list = new LineList(join(scratch, "purchases.ndjson"));
  for await (const chunk of duckdb.stream(rankedParts)) await offerAll(chunk, book, list);
  await list.close();
  const minimums = new Map(
    config.suppliers.map(({ supplier, minValue, minUnits }) => [
      supplier,
      { value: minValue, units: minUnits },
    ]),
  );
  const decided = await meetMinimums(duckdb, book, minimums);
  return { book, ...decided, purchases: list.path, purchaseCount: list.count };
}

/** Lines as a table, each with its number. */
function numberLines(duckdb: Duckdb, lines: string): Promise<void> {
  return duckdb.run(`CREATE TABLE lines AS
    SELECT *, row_number() OVER (ORDER BY shard, row) - 1 AS line
    FROM read_json(${sqlText(lines)}, format = 'newline_delimited', columns = ${lineColumns})`);
}

/** Every part of every order, first what saves most for its money; what costs nothing comes before all. */
const rankedParts = `
  WITH parts AS (
    SELECT line, item, title, location, supplier, warehouse, unitValue, shortageCost, part, units, saved
    FROM (
      SELECT *, generate_subscripts(sizes, 1) AS part, unnest(sizes) AS units, unnest(saves) AS saved
      FROM (
        SELECT *, list_transform(list, x -> x[1]) AS sizes, list_transform(list, x -> x[2]) AS saves
        FROM (SELECT *, parts::DOUBLE[][] AS list FROM lines WHERE quantity > 0)
      )
    )
  )
  SELECT *, saved * shortageCost AS saves,
    CASE WHEN warehouse <> '' THEN 0 ELSE units * unitValue END AS value
  FROM parts
  ORDER BY warehouse = '', saved * coalesce(shortageCost, unitValue, 1) / greatest(units * coalesce(unitValue, 1), 1e-9) DESC,
    item, location, part`;

async function offerAll(chunk: ColumnChunk, book: PurchaseBook, list: LineList): Promise<void> {
  const [line, units, value, saves] = ["line", "units", "value", "saves"].map((name) =>
    chunk.numbers(name),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [item, title, location] = [
    chunk.texts("item"),
    chunk.texts("title"),
    chunk.texts("location"),
  ];
  const [supplier, warehouse] = [chunk.texts("supplier"), chunk.texts("warehouse")];
  const known = (number: number) => (Number.isNaN(number) ? null : number);
  for (let r = 0; r < chunk.rowCount; r++) {
    const part = {
      line: line[r] as number,
      units: units[r] as number,
      value: value[r] as number,
      supplier: supplier[r] ?? "",
      location: location[r] ?? "",
    };
    const answer = book.offer(part);
    // What a warehouse sends to a store is no purchase.
    if (warehouse[r] !== "") continue;
    await list.writeJson({
      rank: list.count + 1,
      item: item[r] ?? "",
      title: title[r] ?? "",
      ...{ location: part.location, supplier: part.supplier, units: part.units },
      ...{ value: known(part.value), saves: known(saves[r] as number), spent: book.spent, answer },
    } satisfies PurchaseLine);
  }
}

/** Units that a location with a capacity can still take. */
function roomOf({ sites }: Config, held: ReadonlyMap<string, number>): Map<string, number> {
  const limited = sites.filter(({ capacity }) => capacity !== undefined);
  return new Map(
    limited.map(({ location, capacity }) => [
      location,
      Math.max(0, (capacity as number) - (held.get(location) ?? 0)),
    ]),
  );
}

/** Raises the lines of suppliers under their minimum where that is little, and holds the others back. */
async function meetMinimums(
  duckdb: Duckdb,
  book: PurchaseBook,
  minimums: ReadonlyMap<string, SupplierMinimum>,
): Promise<Pick<Bought, "raised" | "heldBack">> {
  const raised = new Map<string, number>();
  const heldBack = new Set<string>();
  for (const [supplier, minimum] of minimums) {
    const factor = book.shortfall(supplier, minimum);
    if (factor <= 1) continue;
    const more = await moreOf(duckdb, supplier, factor, book);
    if (book.raise(supplier, more, minimum)) raised.set(supplier, factor);
    else heldBack.add(supplier);
  }
  return { raised, heldBack };
}

/** What raising every line of a supplier comes to, in whole packs. */
async function moreOf(
  duckdb: Duckdb,
  supplier: string,
  factor: number,
  book: PurchaseBook,
): Promise<{ readonly units: number; readonly value: number }> {
  const sum = { units: 0, value: 0 };
  const query = `SELECT * FROM lines WHERE supplier = ${sqlText(supplier)} AND warehouse = '' AND quantity > 0 ORDER BY line`;
  for await (const chunk of duckdb.stream(query)) {
    const numbers = chunk.numbers("line");
    for (const [r, line] of linesOf(chunk).entries()) {
      const bought = book.bought(numbers[r] as number);
      const more = raisedQuantity(line, bought, factor) - bought;
      sum.units += more;
      sum.value += more * (line.unitValue ?? 0);
    }
  }
  return sum;
}

/** Units of a line that grows with all of its supplier's, in whole packs, up to its largest order. */
export function raisedQuantity(
  { packSize, maxOrder }: Pick<OrderLine, "packSize" | "maxOrder">,
  bought: number,
  factor: number,
): number {
  if (bought <= 0) return 0;
  const wanted = Math.ceil((bought * factor) / packSize - rounding) * packSize;
  const most = Math.floor((maxOrder ?? wanted) / packSize + rounding) * packSize;
  return Math.max(bought, Math.min(wanted, most));
}

const rounding = 1e-9;
