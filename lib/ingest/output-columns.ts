import {
  type RawColumn,
  type RawTable,
  type RawTableName,
  rawColumn,
  rawTables,
} from "#lib/contracts/raw-tables.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { CustomerPolicy } from "#lib/privacy/customer-policy.ts";
import { pseudonymSql } from "#lib/privacy/pseudonym.ts";
import { sqlName, sqlText, sqlTexts } from "#lib/tables/sql-text.ts";
import type { ColumnPlan } from "./plan-columns.ts";
import { recordName } from "./table-query.ts";
import { isKeyTable, seenColumn, type WantedTable } from "./table-sources.ts";
import { columnSqlType } from "./typed-column.ts";

/** Columns a table is written with. */
export interface OutputColumn {
  readonly name: string;
  readonly raw: RawColumn;
}

/** Where a key table's row stands among those of the same key: the last wins. */
export const orderName = "__order";

/** Columns that any source maps: the contract's in its order (sales: the series first), then the rest. */
export function outputColumns({ table, sources }: WantedTable): OutputColumn[] {
  const mapped = new Set(sources.flatMap(({ source }) => Object.keys(source.columns)));
  const declared: RawTable = rawTables[table];
  const first = table === "sales" ? ["item", "location", "date", "units"] : [];
  const names = [...new Set([...first, ...Object.keys(declared.columns), ...mapped])];
  return names
    .filter((name) => mapped.has(name) || (table === "sales" && name === "location"))
    .map((name) => ({ name, raw: rawColumn(table, name) as RawColumn }));
}

export interface SelectOptions {
  readonly wanted: WantedTable;
  readonly plan: ColumnPlan;
  /** Which of the table's groups of files this is, from 0. */
  readonly groupIndex: number;
  readonly cutoff: BusinessDate | undefined;
  readonly customers: CustomerPolicy;
}

/** SQL of the columns to write, over the typed ones; a column this source has not is null. */
export function selectSql(columns: readonly OutputColumn[], options: SelectOptions): string {
  const { wanted, plan } = options;
  const has = new Set(plan.columns.map(({ name }) => name));
  const list = columns.map(({ name, raw }) => {
    const value = has.has(name) ? sqlName(name) : `CAST(NULL AS ${columnSqlType[raw.type]})`;
    return `${written(wanted, name, value, options)} AS ${sqlName(name)}`;
  });
  if (isKeyTable(wanted.table)) list.push(`${orderSql(plan, options)} AS ${orderName}`);
  return list.join(", ");
}

function written(
  { table, past }: WantedTable,
  name: string,
  value: string,
  { plan, cutoff, customers }: SelectOptions,
): string {
  if (name === "location" && hasDefaultLocation(table)) return `coalesce(${value}, 'all')`;
  if (name === "customer" || name === "order") return hidden(value, plan, customers);
  const isDated = plan.columns.some((column) => column.name === "date");
  if (table !== "covariates" || cutoff === undefined || !isDated || !past.includes(name))
    return value;
  return `CASE WHEN "date" IS NULL OR "date" <= DATE ${sqlText(cutoff)} THEN ${value} END`;
}

const hasDefaultLocation = (table: RawTableName): boolean => table === "sales" || table === "stock";

/** Nobody is named as the files name him; the rows of who is forgotten name nobody. */
function hidden(value: string, plan: ColumnPlan, { salt, forgotten }: CustomerPolicy): string {
  const shown = pseudonymSql(salt, value);
  const namesCustomer = plan.columns.some(({ name }) => name === "customer");
  if (forgotten.length === 0 || !namesCustomer) return shown;
  const customer = pseudonymSql(salt, sqlName("customer"));
  return `CASE WHEN ${customer} IN (${sqlTexts(forgotten)}) THEN NULL ELSE ${shown} END`;
}

/** Rows of files of their own come after all that are borrowed from sales. */
function orderSql(plan: ColumnPlan, { groupIndex }: SelectOptions): string {
  const isDated = plan.columns.some(({ name }) => name === seenColumn);
  if (isDated) return `CAST(${sqlName(seenColumn)} - DATE '1970-01-01' AS BIGINT)`;
  return `${groupIndex + 1} * 1000000000000 + ${recordName}`;
}

/** SQL of the bucket that a row of sales falls into. */
export const salesBucket = (plan: ColumnPlan, buckets: number): string => {
  const hasLocation = plan.columns.some(({ name }) => name === "location");
  return `hash("item", ${hasLocation ? `coalesce("location", 'all')` : "'all'"}) % ${buckets}`;
};

/** Bytes of CSV that make one bucket: about 600,000 rows of four short columns. */
const bucketBytes = 20_000_000;

/** Text shrinks about so much when it is packed. */
const unpacked = { csv: 1, ndjson: 0.5, parquet: 8, arrow: 1 } as const;

/** Buckets of sales, from the sizes of the files alone, so that the same files give the same. */
export function chooseBuckets({ sources }: WantedTable): number {
  const bytes = sources
    .flatMap(({ files }) => files)
    .reduce(
      (sum, { kind, path, bytes }) => sum + bytes * unpacked[kind] * (/gz$/i.test(path) ? 5 : 1),
      0,
    );
  return Math.min(1000, Math.max(4, Math.ceil(bytes / bucketBytes)));
}
