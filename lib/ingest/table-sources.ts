import type { Config, CovariateSource, TableSource } from "#lib/config/config.ts";
import { type RawTableName, rawTableNames } from "#lib/contracts/raw-tables.ts";
import { type FoundFile, findFiles } from "./find-files.ts";
import type { PlannedSource } from "./plan-columns.ts";

/** A table to be written, from one or more sources of the config. */
export interface WantedTable {
  /** As in `IngestedTable`. */
  readonly name: string;
  readonly table: RawTableName;
  readonly sources: readonly WantedSource[];
  /** Covariates that may be known after the cutoff, and those that may not. */
  readonly known: readonly string[];
  readonly past: readonly string[];
}

export interface WantedSource {
  /** Where the config has it, such as `tables.items[1]`. */
  readonly place: string;
  readonly source: PlannedSource;
  readonly files: readonly FoundFile[];
  /** Read from the rows of the sales themselves: dated by them, and filtered as they are. */
  readonly borrowsSales: boolean;
}

/** Date of the sale that a row of another table was read from. */
export const seenColumn = "seen:date";

/** Every configured table with its files; sales first, covariates one table a source. */
export async function listTables(config: Config, folder: string): Promise<WantedTable[]> {
  const sales = await salesTable(config, folder);
  const others: WantedTable[] = [];
  for (const table of rawTableNames) {
    if (table === "sales") continue;
    const sources = await Promise.all(
      config.tables[table].map((source, i, all) => {
        const place = all.length > 1 ? `tables.${table}[${i}]` : `tables.${table}`;
        return wantedSource(folder, place, source, sales.sources[0] as WantedSource, table);
      }),
    );
    if (table === "covariates") others.push(...covariateTables(config.tables.covariates, sources));
    else if (sources.length > 0) others.push({ name: table, table, sources, known: [], past: [] });
  }
  return [sales, ...others];
}

async function salesTable({ tables }: Config, folder: string): Promise<WantedTable> {
  const place = "tables.sales";
  const files = await findFiles(folder, tables.sales.files, `${place}.files`);
  const source = { place, source: tables.sales, files, borrowsSales: false };
  return { name: "sales", table: "sales", sources: [source], known: [], past: [] };
}

const covariateTables = (
  declared: readonly CovariateSource[],
  sources: readonly WantedSource[],
): WantedTable[] =>
  sources.map((source, i) => ({
    name: `covariates-${i}`,
    table: "covariates",
    sources: [source],
    known: declared[i]?.known ?? [],
    past: declared[i]?.past ?? [],
  }));

/** Items and locations that are read from the sales' own files take the sales' dates and filter. */
async function wantedSource(
  folder: string,
  place: string,
  source: TableSource,
  sales: WantedSource,
  table: RawTableName,
): Promise<WantedSource> {
  const files = await findFiles(folder, source.files, `${place}.files`);
  const isSame =
    files.map(({ absolute }) => absolute).join() ===
    sales.files.map(({ absolute }) => absolute).join();
  if (!isSame || !isKeyTable(table)) return { place, source, files, borrowsSales: false };
  const hidden = { [seenColumn]: sales.source.columns.date as string };
  const where = source.where ?? sales.source.where;
  return { place, source: { ...source, where, hidden }, files, borrowsSales: true };
}

/** Tables with one row a key. */
export const isKeyTable = (table: RawTableName): table is "items" | "locations" =>
  table === "items" || table === "locations";
