import { sqlName, sqlText } from "#lib/tables/sql-text.ts";

/** A table as ingest left it: where it lies, and which columns it has. */
export interface FactSource {
  readonly path: string;
  readonly columns: ReadonlySet<string>;
}

export interface FactSources {
  /** NDJSON of {shard, row, item, location}: every series, where its facts go. */
  readonly series: string;
  readonly items: FactSource | undefined;
  readonly stock: FactSource | undefined;
  readonly supply: FactSource | undefined;
}

const supplyColumns = {
  leadTimeDays: "lead_time_days",
  leadTimeSdDays: "lead_time_sd_days",
  reviewDays: "review_days",
  minOrder: "min_order",
  packSize: "pack_size",
  maxOrder: "max_order",
  unitCost: "unit_cost",
  unitPrice: "unit_price",
  holdingRate: "holding_rate",
  stockoutCost: "stockout_cost",
  serviceLevel: "service_level",
  shelfLifeDays: "shelf_life_days",
} as const;
const supplyNames = Object.keys(supplyColumns) as (keyof typeof supplyColumns)[];

/**
 * One row a series, by shard and row: its title and end, its last stock count up to `cutoff`, and how
 * it is bought. A supply row for a location speaks before one for all locations, which fills in what
 * the first leaves open, unless they name two suppliers. Of several suppliers the cheapest is taken,
 * then the fastest, then the first by name.
 */
export function factsQuery(sources: FactSources, cutoff: string): string {
  const fallback = (name: string) => `coalesce(own.${name}, shared.${name}) AS ${name}`;
  return `
    WITH series AS (${seriesQuery(sources.series)}),
      items AS (${itemsQuery(sources.items)}),
      stock AS (${stockQuery(sources.stock, cutoff)}),
      supply AS (${supplyQuery(sources.supply)})
    SELECT series.shard, series.row, items.title, items.endDay,
      stock.countedOn, stock.onHand, stock.onOrder, stock.backordered,
      ${fallback("supplier")}, ${supplyNames.map(fallback).join(", ")}
    FROM series
    LEFT JOIN items ON items.item = series.item
    LEFT JOIN stock ON stock.item = series.item AND stock.location = series.location
    LEFT JOIN supply AS own ON own.item = series.item AND own.location = series.location
      AND own.location <> ${everywhere}
    LEFT JOIN supply AS shared ON shared.item = series.item AND shared.location = ${everywhere}
      AND coalesce(own.supplier = shared.supplier, true)
    ORDER BY series.shard, series.row`;
}

/** Where a supply row that names no location holds; where sales without one happen. */
const everywhere = sqlText("all");

const seriesQuery = (path: string): string => `
  SELECT * FROM read_json(${sqlText(path)}, format = 'newline_delimited', columns = {
    shard: 'INTEGER', row: 'INTEGER', item: 'VARCHAR', location: 'VARCHAR' })`;

function itemsQuery(source: FactSource | undefined): string {
  const column = columnOf(source);
  return `
    SELECT item, coalesce(${column("title", "VARCHAR")}, '') AS title,
      ${epochDay(column("end_date", "DATE"))} AS endDay
    FROM ${rowsOf(source)}`;
}

/** Of two counts of one day the lower is believed: too much on the shelf is mended sooner than too little. */
function stockQuery(source: FactSource | undefined, cutoff: string): string {
  const column = columnOf(source);
  const count = ["on_hand", "on_order", "backordered"].map((name) => column(name, "DOUBLE"));
  return `
    SELECT item, location, newest.countedOn AS countedOn, -newest.shortage AS onHand,
      newest.onOrder AS onOrder, newest.backordered AS backordered
    FROM (
      SELECT item, ${locationOf(column)} AS location,
        max({ countedOn: ${epochDay(column("date", "DATE"))}, shortage: -${count[0]},
          onOrder: ${count[1]}, backordered: ${count[2]} }) AS newest
      FROM ${rowsOf(source)}
      WHERE ${column("date", "DATE")} <= DATE ${sqlText(cutoff)} AND ${count[0]} IS NOT NULL
      GROUP BY ALL
    )`;
}

function supplyQuery(source: FactSource | undefined): string {
  const column = columnOf(source);
  const numbers = supplyNames.map((name) => `${column(supplyColumns[name], "DOUBLE")} AS ${name}`);
  return `
    SELECT * FROM (
      SELECT item, ${locationOf(column)} AS location,
        nullif(${column("supplier", "VARCHAR")}, '') AS supplier, ${numbers.join(", ")}
      FROM ${rowsOf(source)}
    )
    QUALIFY row_number() OVER (PARTITION BY item, location
      ORDER BY unitCost, leadTimeDays, supplier, ${supplyNames.join(", ")}) = 1`;
}

type ColumnOf = (name: string, type: "DOUBLE" | "VARCHAR" | "DATE") => string;

/** A column of the table, or nulls where the retailer did not map it. */
const columnOf =
  (source: FactSource | undefined): ColumnOf =>
  (name, type) =>
    source?.columns.has(name) ? `${sqlName(name)}::${type}` : `NULL::${type}`;

const locationOf = (column: ColumnOf): string =>
  `coalesce(nullif(${column("location", "VARCHAR")}, ''), ${everywhere})`;

const epochDay = (date: string): string => `(${date} - DATE '1970-01-01')::DOUBLE`;

const rowsOf = (source: FactSource | undefined): string =>
  source ? `read_parquet(${sqlText(source.path)})` : "(SELECT NULL::VARCHAR AS item WHERE false)";
