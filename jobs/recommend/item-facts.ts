import type { Duckdb } from "#lib/tables/duckdb.ts";
import type { IngestedFiles } from "./ingested-files.ts";

/** What the shop's tables say of items tonight; NaN where they are silent. */
export interface ItemFacts {
  /** [items] units on all shelves together, as counted last. */
  readonly onHand: Float64Array;
  /** [items] money. */
  readonly unitPrice: Float64Array;
  readonly unitCost: Float64Array;
  /** What can stand in for what, as numbers of items: edges of the knowledge graph. */
  readonly substitutes: ReadonlyMap<number, readonly number[]>;
}

export async function readItemFacts(
  duckdb: Duckdb,
  files: IngestedFiles,
  items: readonly string[],
): Promise<ItemFacts> {
  const number = new Map(items.map((item, place) => [item, place]));
  const values = (query: string | undefined) => readValues(duckdb, query, number);
  const supply = await files.table("supply");
  const column = (name: string) =>
    supply && files.has("supply", name)
      ? `SELECT item, avg("${name}")::DOUBLE AS value FROM ${supply} GROUP BY item`
      : undefined;
  const listed = await values(column("unit_price"));
  const sold = await values(await soldPrices(files));
  return {
    onHand: await values(await stockCounts(files)),
    unitPrice: listed.map((price, item) => (Number.isNaN(price) ? (sold[item] as number) : price)),
    unitCost: await values(column("unit_cost")),
    substitutes: await readSubstitutes(duckdb, files, number),
  };
}

/** What an item was sold for last. */
const soldPrices = async (files: IngestedFiles): Promise<string | undefined> =>
  files.has("sales", "price")
    ? `SELECT item, arg_max(price, date)::DOUBLE AS value FROM ${await files.sales()}
       WHERE price > 0 GROUP BY item`
    : undefined;

async function stockCounts(files: IngestedFiles): Promise<string | undefined> {
  const stock = await files.table("stock");
  if (stock === undefined) return undefined;
  const place = files.has("stock", "location") ? "item, location" : "item";
  return `SELECT item, sum(on_hand)::DOUBLE AS value FROM (
    SELECT item, arg_max(on_hand, date) AS on_hand FROM ${stock} GROUP BY ${place}) GROUP BY item`;
}

/** @param query of {item, value} @returns [items] */
async function readValues(
  duckdb: Duckdb,
  query: string | undefined,
  number: ReadonlyMap<string, number>,
): Promise<Float64Array> {
  const values = new Float64Array(number.size).fill(Number.NaN);
  if (query === undefined) return values;
  for await (const chunk of duckdb.stream(query)) {
    const [items, found] = [chunk.texts("item"), chunk.numbers("value")];
    for (let r = 0; r < chunk.rowCount; r++) {
      const item = number.get(items[r] ?? "");
      if (item !== undefined) values[item] = found[r] ?? Number.NaN;
    }
  }
  return values;
}

async function readSubstitutes(
  duckdb: Duckdb,
  files: IngestedFiles,
  number: ReadonlyMap<string, number>,
): Promise<Map<number, number[]>> {
  const found = new Map<number, number[]>();
  const relations = await files.table("relations");
  if (relations === undefined) return found;
  const query = `SELECT DISTINCT item, other FROM ${relations}
    WHERE relation IN ('substitute', 'replaces') ORDER BY item, other`;
  const add = (from: number, to: number) => found.set(from, [...(found.get(from) ?? []), to]);
  for await (const chunk of duckdb.stream(query)) {
    const [items, others] = [chunk.texts("item"), chunk.texts("other")];
    for (let r = 0; r < chunk.rowCount; r++) {
      const [a, b] = [number.get(items[r] ?? ""), number.get(others[r] ?? "")];
      if (a === undefined || b === undefined) continue;
      add(a, b);
      add(b, a);
    }
  }
  return found;
}
