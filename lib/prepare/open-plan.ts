import { join } from "node:path";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { type CovariateSource, openCovariates } from "./covariate-sources.ts";
import { PeriodRange } from "./period-range.ts";
import type { OpenPlan, PreparePlan } from "./prepare-plan.ts";
import { readParquet } from "./prepare-source.ts";

/** The tables that shards are made from beside those of ingest. */
const tables = ["series", "items", "locations"] as const;

const tableIn = (folder: string, table: string): string => join(folder, `${table}.parquet`);

/** Writes the tables of `duckdb` that `openPlan` reads. */
export async function savePlanTables(duckdb: Duckdb, folder: string): Promise<void> {
  for (const table of tables) {
    await duckdb.run(`COPY ${table} TO ${sqlText(tableIn(folder, table))} (FORMAT parquet)`);
  }
}

/** Makes `plan` ready on another database; `folder` as given to `savePlanTables`. */
export async function openPlan(
  duckdb: Duckdb,
  plan: PreparePlan,
  folder: string,
): Promise<OpenPlan> {
  for (const table of tables) {
    const saved = readParquet(tableIn(folder, table));
    await duckdb.run(`CREATE TABLE ${table} AS SELECT * FROM ${saved}`);
  }
  const { calendar, cutoffPeriod } = plan.calendar;
  const range = (last: number) => new PeriodRange(calendar, plan.firstPeriod, last);
  const ahead = range(cutoffPeriod + plan.settings.horizon);
  const sources: CovariateSource[] = [];
  for (const table of plan.covariates) {
    sources.push(await openCovariates(duckdb, table, { range: ahead, lastUsed: plan.lastUsed }));
  }
  return { ...plan, history: range(cutoffPeriod), sources };
}
