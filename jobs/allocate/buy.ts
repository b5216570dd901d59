import { join } from "node:path";
import type { Config } from "#lib/config/config.ts";
import { PurchaseBook } from "#lib/inventory/purchase-book.ts";
import type { ColumnChunk } from "#lib/tables/column-chunk.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { listRaises, meetMinimums } from "./meet-minimums.ts";
import { lineColumns } from "./order-line.ts";
import { PurchaseList } from "./purchase-list.ts";
import type { Shared } from "./share-orders.ts";

/** What became of each line, and why. */
export interface Bought {
  readonly book: PurchaseBook;
  /** Suppliers that take more at once than is wanted of them. */
  readonly heldBack: ReadonlySet<string>;
  /** NDJSON of the ranked list. */
  readonly purchases: string;
  readonly purchaseCount: number;
}

/**
 * Buys the parts of all orders in the order of what they save for their money. Where a supplier has to be
 * held back all is bought anew without it, so that its money goes to the others.
 */
export async function buy(
  duckdb: Duckdb,
  { lines, lineCount }: Shared,
  config: Config,
  held: ReadonlyMap<string, number>,
  scratch: string,
): Promise<Bought> {
  await numberLines(duckdb, lines);
  const budget = config.orders.budget === 0 ? Number.POSITIVE_INFINITY : config.orders.budget;
  const room = roomOf(config, held);
  const minimums = new Map(
    config.suppliers.map(({ supplier, minValue: value, minUnits: units }) => {
      return [supplier, { value, units }];
    }),
  );
  const heldBack = new Set<string>();
  for (;;) {
    const book = new PurchaseBook(lineCount, budget, room, heldBack);
    const list = new PurchaseList(join(scratch, "purchases.ndjson"));
    for await (const chunk of duckdb.stream(rankedParts)) await offerAll(chunk, book, list);
    const decided = await meetMinimums(duckdb, book, minimums);
    await listRaises(duckdb, decided.raised, book, list);
    await list.close();
    if (decided.heldBack.length === 0) {
      return { book, heldBack, purchases: list.path, purchaseCount: list.count };
    }
    for (const supplier of decided.heldBack) heldBack.add(supplier);
  }
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

async function offerAll(chunk: ColumnChunk, book: PurchaseBook, list: PurchaseList): Promise<void> {
  const [line, units, value, saves] = ["line", "units", "value", "saves"].map((name) =>
    chunk.numbers(name),
  ) as [Float64Array, Float64Array, Float64Array, Float64Array];
  const [item, title, location, supplier, warehouse] = [
    ...["item", "title", "location", "supplier", "warehouse"].map((name) => chunk.texts(name)),
  ];
  for (let r = 0; r < chunk.rowCount; r++) {
    const part = {
      line: line[r] as number,
      units: units[r] as number,
      value: value[r] as number,
      supplier: supplier?.[r] ?? "",
      location: location?.[r] ?? "",
    };
    const answer = book.offer(part);
    // What a warehouse sends to a store is no purchase.
    if (warehouse?.[r] !== "") continue;
    const { line: _, ...shown } = part;
    const words = { item: item?.[r] ?? "", title: title?.[r] ?? "" };
    await list.add({ ...words, ...shown, saves: saves[r] as number, answer });
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
