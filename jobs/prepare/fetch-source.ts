import { join } from "node:path";
import type { Config, CovariateSource } from "#lib/config/config.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import {
  type CovariateTable,
  type PrepareSource,
  type TableFile,
  tableFile,
} from "#lib/prepare/prepare-source.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";

/** Brings what ingest wrote of sales, items, locations and covariates into `folder`. */
export async function fetchSource(
  context: StepContext,
  duckdb: Duckdb,
  folder: string,
): Promise<PrepareSource> {
  const { lake, run, config } = context;
  const report = await requireJson<IngestReport>(lake, stepKey(run, "ingest", ingestFile.report));
  const fetch = (name: string) => fetchTable(context, duckdb, folder, name);
  const tables = new Set(report.tables.map(({ table }) => table));
  const fetchGiven = async (table: string) =>
    tables.has(table) ? await fetch(ingestFile.table(table)) : undefined;
  const sales: TableFile[] = [];
  for (let bucket = 0; bucket < report.buckets; bucket++) {
    context.signal.throwIfAborted();
    sales.push(await fetch(ingestFile.sales(bucket)));
  }
  const { dataStart, dataEnd, cutoff } = report;
  return {
    ...{ sales, dataStart, dataEnd, cutoff },
    items: await fetchGiven("items"),
    locations: await fetchGiven("locations"),
    covariates: await fetchCovariates(config, fetchGiven),
  };
}

async function fetchTable(
  { lake, run }: StepContext,
  duckdb: Duckdb,
  folder: string,
  name: string,
): Promise<TableFile> {
  const path = join(folder, name);
  await lake.download(stepKey(run, "ingest", name), path);
  return await tableFile(duckdb, path);
}

async function fetchCovariates(
  { tables }: Config,
  fetch: (table: string) => Promise<TableFile | undefined>,
): Promise<CovariateTable[]> {
  const found: CovariateTable[] = [];
  for (const [i, source] of tables.covariates.entries()) {
    const file = await fetch(`covariates-${i}`);
    if (file) found.push({ ...file, ...declared(source, file) });
  }
  return found;
}

const declared = ({ known, past }: CovariateSource, { columns }: TableFile) => ({
  known: known.filter((name) => columns.has(name)),
  past: past.filter((name) => columns.has(name)),
});
