import { join } from "node:path";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { LineList } from "#lib/publication/line-list.ts";
import { ReorderColumns } from "#lib/supply/reorder-columns.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { lineColumns, linesOf, type OrderLine } from "./order-line.ts";
import { type Move, rationed, type TransferRules, transferWithin } from "./share-items.ts";
import type { Warehouses } from "./warehouse-rows.ts";

export interface SharingInputs {
  readonly lines: string;
  /** NDJSON of item, location (the warehouse) and row; empty where there are none. */
  readonly warehouseSeries: string;
  readonly warehouseCount: number;
  readonly warehouses: Warehouses;
  readonly rules: TransferRules;
  readonly scratch: string;
  readonly shardCount: number;
}

export interface Shared {
  /** NDJSON of `OrderLine`s after transfers and warehouses, in their numbered order. */
  readonly lines: string;
  readonly lineCount: number;
  /** NDJSON of `Move`s. */
  readonly moves: string;
  readonly moveCount: number;
  /** What warehouses order; `undefined` where there are none. */
  readonly warehouseOrders: ReorderShard | undefined;
}

/** Goes through the items one by one: what can be moved is not bought, what a warehouse lacks is shared. */
export async function shareOrders(duckdb: Duckdb, inputs: SharingInputs): Promise<Shared> {
  const { scratch, warehouseCount, shardCount } = inputs;
  const lines = new LineList(join(scratch, "shared.ndjson"));
  const moves = new LineList(join(scratch, "moves.ndjson"));
  const rows = new ReorderColumns(shardCount, warehouseCount);
  for await (const group of itemGroups(duckdb, inputs)) {
    const shared = shareItem(group, inputs, rows);
    for (const move of shared.moves) await moves.writeJson(move);
    for (const line of shared.lines) await lines.writeJson(line);
  }
  await lines.close();
  await moves.close();
  return {
    lines: lines.path,
    lineCount: lines.count,
    moves: moves.path,
    moveCount: moves.count,
    warehouseOrders: warehouseCount > 0 ? rows.finish() : undefined,
  };
}

/** A line, and the row of its item among those of its warehouse. */
interface SuppliedLine {
  readonly line: OrderLine;
  readonly warehouseRow: number;
}

/** All lines of one item at a time, in the order of items and locations. */
async function* itemGroups(
  duckdb: Duckdb,
  { lines, warehouseSeries, warehouseCount }: SharingInputs,
): AsyncGenerator<SuppliedLine[]> {
  const source = `read_json(${sqlText(lines)}, format = 'newline_delimited', columns = ${lineColumns})`;
  const rows =
    warehouseCount > 0
      ? `read_json(${sqlText(warehouseSeries)}, format = 'newline_delimited', columns = {
          row: 'INTEGER', item: 'VARCHAR', location: 'VARCHAR' })`
      : "(SELECT NULL::INTEGER AS row, NULL::VARCHAR AS item, NULL::VARCHAR AS location WHERE false)";
  const query = `SELECT lines.*, stores.row AS warehouseRow FROM ${source} AS lines
    LEFT JOIN ${rows} AS stores ON stores.item = lines.item AND stores.location = lines.warehouse
    ORDER BY lines.item, lines.location`;
  let group: SuppliedLine[] = [];
  for await (const chunk of duckdb.stream(query)) {
    const warehouseRows = chunk.numbers("warehouseRow");
    for (const [r, line] of linesOf(chunk).entries()) {
      if (group.length > 0 && group[0]?.line.item !== line.item) {
        yield group;
        group = [];
      }
      group.push({ line, warehouseRow: warehouseRows[r] as number });
    }
  }
  if (group.length > 0) yield group;
}

function shareItem(
  group: readonly SuppliedLine[],
  { rules, warehouses }: SharingInputs,
  rows: ReorderColumns,
): { readonly lines: OrderLine[]; readonly moves: readonly Move[] } {
  const { lines, moves } = transferWithin(
    group.map(({ line }) => line),
    rules,
  );
  const result = lines.filter(({ warehouse }) => warehouse === "");
  for (const [warehouse, row] of warehousesOf(group)) {
    const stores = lines.filter((line) => line.warehouse === warehouse);
    result.push(...rationed(stores, warehouse, warehouses.available(row)));
    const planned = warehouses.plan(row, stores[0]?.item ?? "", warehouse, stores);
    rows.set(row, planned.row);
    if (planned.line.quantity > 0) result.push(planned.line);
  }
  return { lines: result, moves };
}

function warehousesOf(group: readonly SuppliedLine[]): Map<string, number> {
  const supplied = group.filter(({ line }) => line.warehouse !== "");
  return new Map(supplied.map(({ line, warehouseRow }) => [line.warehouse, warehouseRow]));
}
