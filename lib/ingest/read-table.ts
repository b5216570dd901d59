import { join } from "node:path";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { CustomerPolicy } from "#lib/privacy/customer-policy.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { type FileGroup, groupFiles } from "./file-group.ts";
import { openFile } from "./open-file.ts";
import {
  chooseBuckets,
  type OutputColumn,
  outputColumns,
  salesBucket,
  selectSql,
} from "./output-columns.ts";
import { type ColumnPlan, planColumns } from "./plan-columns.ts";
import { type ReadGroup, readGroup } from "./read-group.ts";
import { tableQuery } from "./table-query.ts";
import { isKeyTable, seenColumn, type WantedSource, type WantedTable } from "./table-sources.ts";

/** A table whose good rows lie in Parquet parts, its bad rows counted. */
export interface ReadTable {
  readonly wanted: WantedTable;
  readonly columns: readonly OutputColumn[];
  readonly buckets: number;
  readonly groups: readonly ReadGroup[];
}

export interface ReadContext {
  /** Uses every thread; rows come in any order. */
  readonly duckdb: Duckdb;
  /** Uses one thread; rows come in the order of the files. */
  readonly ordered: Duckdb;
  readonly scratch: string;
  readonly customers: CustomerPolicy;
  readonly warn: (sentence: string) => void;
}

export interface TableDates {
  /** Rows dated later are left out; undefined before the cutoff is known. */
  readonly cutoff: BusinessDate | undefined;
  /** Sales dated later are set aside. */
  readonly today: BusinessDate | undefined;
}

export async function readTable(
  context: ReadContext,
  wanted: WantedTable,
  dates: TableDates,
): Promise<ReadTable> {
  const columns = outputColumns(wanted);
  const buckets = wanted.table === "sales" ? chooseBuckets(wanted) : 1;
  const groups: ReadGroup[] = [];
  for (const source of wanted.sources) {
    for (const group of await openGroups(context, source)) {
      const plan = await planOf(context, wanted, source, group);
      const index = groups.length;
      const select = {
        wanted,
        plan,
        groupIndex: index,
        cutoff: dates.cutoff,
        customers: context.customers,
      };
      const isNumbered = isKeyTable(wanted.table) && !source.borrowsSales;
      const opening = { ...context, duckdb: isNumbered ? context.ordered : context.duckdb };
      const output = {
        folder: join(context.scratch, "parts", `${wanted.name}-${index}`),
        select: selectSql(columns, select),
        bucket: wanted.table === "sales" ? salesBucket(plan, buckets) : "0",
        isNumbered,
        place: source.place,
      };
      const query = tableQuery(plan, group, queryOptions(wanted, dates));
      groups.push(await readGroup(opening, group, query, output));
    }
  }
  return { wanted, columns, buckets, groups };
}

async function openGroups(context: ReadContext, { files }: WantedSource): Promise<FileGroup[]> {
  const open = [];
  for (const file of files) open.push(await openFile(context, file));
  return groupFiles(open);
}

/** A value that the sales' filter cannot judge is told once, with the sales. */
async function planOf(
  { duckdb, warn }: ReadContext,
  { table }: WantedTable,
  { place, source, borrowsSales }: WantedSource,
  group: FileGroup,
): Promise<ColumnPlan> {
  const plan = await planColumns({ duckdb, table, place, warn }, source, group);
  if (!borrowsSales) return plan;
  const where = plan.where && { ...plan.where, readings: new Map() };
  return { ...plan, where, readings: new Map() };
}

/** A covariate that is known ahead may be dated after the cutoff. */
function queryOptions({ table, known }: WantedTable, { cutoff, today }: TableDates) {
  return {
    latest: table === "covariates" && known.length > 0 ? undefined : cutoff,
    today: table === "sales" ? today : undefined,
    dateColumn: isKeyTable(table) ? seenColumn : "date",
  };
}
