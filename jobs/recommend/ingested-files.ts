import { mkdir } from "node:fs/promises";
import { join } from "node:path";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { requireJson } from "#lib/lake/json-objects.ts";
import type { StepContext } from "#lib/run/step.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** Tables of the run's ingest, brought to this machine when they are first asked for. */
export class IngestedFiles {
  readonly #context: StepContext;
  readonly #report: IngestReport;
  readonly #fetched = new Map<string, Promise<string>>();

  private constructor(context: StepContext, report: IngestReport) {
    this.#context = context;
    this.#report = report;
  }

  static async open(context: StepContext): Promise<IngestedFiles> {
    const { lake, run, scratch } = context;
    await mkdir(scratch, { recursive: true });
    const key = stepKey(run, "ingest", ingestFile.report);
    return new IngestedFiles(context, await requireJson<IngestReport>(lake, key));
  }

  /** Columns of a table; none where the shop does not give it. */
  columns(table: string): readonly string[] {
    return this.#report.tables.find((known) => known.table === table)?.columns ?? [];
  }

  has(table: string, column: string): boolean {
    return this.columns(table).includes(column);
  }

  /** SQL to read a table from, undefined where there is none. */
  async table(table: string): Promise<string | undefined> {
    if (this.columns(table).length === 0) return undefined;
    return `read_parquet(${sqlText(await this.#fetch(ingestFile.table(table)))})`;
  }

  /** SQL of each table of covariates that has all of `columns`. */
  async covariatesWith(columns: readonly string[]): Promise<string[]> {
    const tables = this.#report.tables.filter(
      ({ table, columns: own }) =>
        table.startsWith("covariates-") && columns.every((column) => own.includes(column)),
    );
    const found = await Promise.all(tables.map(({ table }) => this.table(table)));
    return found.filter((sql) => sql !== undefined);
  }

  async sales(): Promise<string> {
    const paths: string[] = [];
    for (let bucket = 0; bucket < this.#report.buckets; bucket++) {
      this.#context.signal.throwIfAborted();
      paths.push(sqlText(await this.#fetch(ingestFile.sales(bucket))));
    }
    return `read_parquet([${paths.join(", ")}], hive_partitioning = false)`;
  }

  #fetch(name: string): Promise<string> {
    const known = this.#fetched.get(name) ?? this.#download(name);
    this.#fetched.set(name, known);
    return known;
  }

  async #download(name: string): Promise<string> {
    const { lake, run, scratch } = this.#context;
    const path = join(scratch, name);
    await lake.download(stepKey(run, "ingest", name), path);
    return path;
  }
}
