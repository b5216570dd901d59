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
  readonly relations: FactSource | undefined;
  /** NDJSON of what planners decided, as `DecidedOrder`s; undefined where nobody decided anything. */
  readonly decisions: string | undefined;
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
 * One row a series, by shard and row: its title, launch and end, its last stock count up to `cutoff`, what
 * planners decided on it, and how it is bought. An item that another replaces ends when that one is
 * launched. A supply row for a location speaks before one for all locations, which fills in what
 * the first leaves open, unless they name two suppliers. Of several suppliers the cheapest is taken,
 * then the fastest, then the first by name.
 */
export function factsQuery(sources: FactSources, cutoff: string, defaultLeadDays: number): string {
  const fallback = (name: string) => `coalesce(own.${name}, shared.${name}) AS ${name}`;
  return `
    WITH series AS (${seriesQuery(sources.series)}),
      items AS (${itemsQuery(sources.items)}),
      successors AS (${successorsQuery(sources)}),
      stock AS (${stockQuery(sources.stock, cutoff)}),
      supply AS (${supplyQuery(sources.supply)}),
      decided AS (${decidedQuery(sources, cutoff, defaultLeadDays)})
    SELECT series.shard, series.row, items.title, items.launchDay,
      least(items.endDay, successors.launchDay - 1) AS endDay,
      CASE WHEN successors.launchDay <= coalesce(items.endDay, successors.launchDay)
        THEN successors.successor END AS successor,
      stock.countedOn, stock.onHand, stock.onOrder, stock.backordered,
      decided.decidedUnits, decided.refusedOn, decided.decidedBy,
      ${fallback("supplier")}, ${supplyNames.map(fallback).join(", ")}
    FROM series
    LEFT JOIN items ON items.item = series.item
    LEFT JOIN successors ON successors.item = series.item
    LEFT JOIN decided ON decided.item = series.item AND decided.location = series.location
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
      ${epochDay(column("launch_date", "DATE"))} AS launchDay,
      ${epochDay(column("end_date", "DATE"))} AS endDay
    FROM ${rowsOf(source)}`;
}

/** The first launched of the items that replace one, by their own row or by a relation. */
function successorsQuery({ items, relations }: FactSources): string {
  const own = columnOf(items);
  const related = columnOf(relations);
  return `
    SELECT item, min(launchDay) AS launchDay, arg_min(successor, (launchDay, successor)) AS successor
    FROM (
      SELECT ${own("replaces", "VARCHAR")} AS item, item AS successor FROM ${rowsOf(items)}
      UNION
      SELECT ${related("other", "VARCHAR")}, item FROM ${rowsOf(relations)}
      WHERE ${related("relation", "VARCHAR")} = 'replaces'
    ) AS links
    JOIN (SELECT item AS successor, ${epochDay(own("launch_date", "DATE"))} AS launchDay
      FROM ${rowsOf(items)}) AS launches USING (successor)
    WHERE item <> successor AND launchDay IS NOT NULL
    GROUP BY item`;
}

/**
 * Orders that planners approved and that no count shows yet: a stock table with open orders is believed
 * from the day after the decision on, one without them once the lead time is over.
 */
function decidedQuery(
  { decisions, stock }: FactSources,
  cutoff: string,
  defaultLeadDays: number,
): string {
  const lead = `coalesce(own.leadTimeDays, shared.leadTimeDays, ${defaultLeadDays})`;
  const isShown = stock?.columns.has("on_order")
    ? "counted.day > decidedOn"
    : `decidedOn + ${lead} <= ${epochDay(`DATE ${sqlText(cutoff)}`)}`;
  const column = columnOf(stock);
  return `
    SELECT decisions.item, decisions.location,
      sum(units) FILTER (WHERE units > 0 AND NOT coalesce(${isShown}, false)) AS decidedUnits,
      max(decidedOn) FILTER (WHERE units = 0) AS refusedOn,
      arg_max(decidedBy, decidedOn) AS decidedBy
    FROM ${decisionRows(decisions)} AS decisions
    LEFT JOIN (
      SELECT item, ${locationOf(column)} AS location, max(${epochDay(column("date", "DATE"))}) AS day
      FROM ${rowsOf(stock)} WHERE ${column("date", "DATE")} <= DATE ${sqlText(cutoff)} GROUP BY ALL
    ) AS counted USING (item, location)
    LEFT JOIN supply AS own ON own.item = decisions.item AND own.location = decisions.location
    LEFT JOIN supply AS shared ON shared.item = decisions.item AND shared.location = ${everywhere}
    GROUP BY decisions.item, decisions.location`;
}

const decisionColumns =
  "{ item: 'VARCHAR', location: 'VARCHAR', units: 'DOUBLE', decidedOn: 'DOUBLE', decidedBy: 'VARCHAR' }";

const decisionRows = (path: string | undefined): string =>
  path === undefined
    ? `(SELECT NULL::VARCHAR AS item, NULL::VARCHAR AS location, NULL::DOUBLE AS units,
        NULL::DOUBLE AS decidedOn, NULL::VARCHAR AS decidedBy WHERE false)`
    : `read_json(${sqlText(path)}, format = 'newline_delimited', columns = ${decisionColumns})`;

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
