import { mkdir, rm, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import type { Config } from "#lib/config/config.ts";
import {
  type IngestedTable,
  type IngestReport,
  ingestFile,
  type SourceFile,
} from "#lib/contracts/ingest-report.ts";
import { type BusinessDate, parseBusinessDate } from "#lib/domain/business-date.ts";
import { describeInput } from "#lib/lake/file-hash.ts";
import type { CustomerPolicy } from "#lib/privacy/customer-policy.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { DataRefusedError } from "./data-refused.ts";
import type { FoundFile } from "./find-files.ts";
import { type ReadContext, type ReadTable, readTable } from "./read-table.ts";
import { refusalOf, summariseTable } from "./summarise-table.ts";
import { listTables, type WantedTable } from "./table-sources.ts";
import { unknownKeys } from "./unknown-keys.ts";
import { type TableReject, writeRejects } from "./write-rejects.ts";
import { type OutputFile, writeTable } from "./write-table.ts";

export interface IngestOptions {
  readonly config: Config;
  /** Folder against which the config's paths are read. */
  readonly dataFolder: string;
  /** The last date whose data may be used; undefined means the last date of the sales. */
  readonly asOf: BusinessDate | undefined;
  /** Without `asOf`, sales dated later than this are set aside. */
  readonly today: BusinessDate;
  readonly customers: CustomerPolicy;
  readonly threads: number;
  readonly memoryMegabytes: number;
  /** A folder of ingest's own; what is in it is overwritten. */
  readonly scratch: string;
  readonly signal?: AbortSignal | undefined;
  /** Told before each table. */
  readonly onTable?: (done: number, total: number, table: string) => void;
}

export interface IngestOutcome {
  /** Undefined where no sales were left to report on. */
  readonly report: IngestReport | undefined;
  /** Why the data is not to be used; the rejects are written all the same. */
  readonly refusal: DataRefusedError | undefined;
  /** Tables, rejects and report, in `scratch`. */
  readonly files: readonly OutputFile[];
  /** The first rows that were set aside. */
  readonly rejects: readonly TableReject[];
}

/** Reads and checks every configured table, and writes trusted ones into `scratch/out`. */
export async function ingestTables(options: IngestOptions): Promise<IngestOutcome> {
  const { config, dataFolder, scratch, threads, memoryMegabytes, signal } = options;
  const wanted = await listTables(config, dataFolder);
  const out = join(scratch, "out");
  await rm(out, { recursive: true, force: true });
  await mkdir(out, { recursive: true });
  const folders = [
    ...new Set(foundFiles(wanted).map(({ absolute }) => dirname(absolute))),
    scratch,
  ];
  const settings = { folders, tempFolder: join(scratch, "spill"), signal };
  return withDuckdb({ ...settings, threads, memoryMegabytes }, (duckdb) =>
    withDuckdb({ ...settings, threads: 1, memoryMegabytes: memoryMegabytes / 2 }, (ordered) =>
      new Ingestion(options, wanted, out, duckdb, ordered).run(),
    ),
  );
}

const foundFiles = (tables: readonly WantedTable[]): FoundFile[] =>
  tables.flatMap(({ sources }) => sources.flatMap(({ files }) => files));

/** One ingestion, table after table. */
class Ingestion {
  readonly #options: IngestOptions;
  readonly #wanted: readonly WantedTable[];
  readonly #out: string;
  readonly #duckdb: Duckdb;
  readonly #ordered: Duckdb;
  readonly #warnings = new Set<string>();
  readonly #read: ReadTable[] = [];
  readonly #tables: IngestedTable[] = [];
  readonly #files: OutputFile[] = [];

  constructor(
    options: IngestOptions,
    wanted: readonly WantedTable[],
    out: string,
    duckdb: Duckdb,
    ordered: Duckdb,
  ) {
    this.#options = options;
    this.#wanted = wanted;
    this.#out = out;
    this.#duckdb = duckdb;
    this.#ordered = ordered;
  }

  async run(): Promise<IngestOutcome> {
    const [sales, ...others] = this.#wanted as [WantedTable];
    const { asOf, today } = this.#options;
    const { buckets } = await this.#table(sales, {
      cutoff: asOf,
      today: asOf === undefined ? today : undefined,
    });
    const dates = await this.#salesDates();
    if (dates === undefined) return this.#finish(undefined, this.#refusal() ?? noSales(asOf));
    const cutoff = asOf ?? dates.dataEnd;
    for (const table of others) await this.#table(table, { cutoff, today: undefined });
    for (const warning of await unknownKeys(this.#duckdb, this.#files)) this.#warnings.add(warning);
    const warnings = [...this.#warnings];
    const report: IngestReport = { buckets, ...dates, cutoff, tables: this.#tables, warnings };
    return this.#finish(report, this.#refusal());
  }

  async #table(wanted: WantedTable, dates: Parameters<typeof readTable>[2]): Promise<ReadTable> {
    this.#options.onTable?.(this.#tables.length, this.#wanted.length, wanted.name);
    const read = await readTable(this.#context(), wanted, dates);
    const { files, duplicates } = await writeTable(this.#duckdb, read, this.#out);
    const summary = summariseTable(read, await describeFiles(wanted), duplicates);
    if (summary.rows === 0) this.#warnings.add(`${wanted.name} has no rows.`);
    this.#read.push(read);
    this.#files.push(...files);
    this.#tables.push(summary);
    return read;
  }

  #context(): ReadContext {
    const { scratch, customers } = this.#options;
    return {
      duckdb: this.#duckdb,
      ordered: this.#ordered,
      scratch,
      customers,
      warn: (sentence) => this.#warnings.add(sentence),
    };
  }

  async #salesDates(): Promise<{ dataStart: BusinessDate; dataEnd: BusinessDate } | undefined> {
    const pattern = join(this.#out, "sales", "*.parquet");
    const [row] = await this.#duckdb.rows(
      `SELECT min("date") AS first, max("date") AS last FROM read_parquet(${sqlText(pattern)})`,
    );
    if (!row || row.first === null) return undefined;
    return {
      dataStart: parseBusinessDate(String(row.first)),
      dataEnd: parseBusinessDate(String(row.last)),
    };
  }

  #refusal(): DataRefusedError | undefined {
    const { maxShare } = this.#options.config.rejects;
    return this.#tables.map((table) => refusalOf(table, maxShare)).find((refusal) => refusal);
  }

  async #finish(
    report: IngestReport | undefined,
    refusal: DataRefusedError | undefined,
  ): Promise<IngestOutcome> {
    const rejects = { name: ingestFile.rejects, path: join(this.#out, ingestFile.rejects) };
    const sample = await writeRejects(this.#ordered, this.#read, rejects.path);
    const files = [...this.#files, rejects];
    if (report !== undefined) {
      const path = join(this.#out, ingestFile.report);
      await writeFile(path, `${JSON.stringify(report, undefined, 2)}\n`);
      files.push({ name: ingestFile.report, path });
    }
    return { report, refusal, files, rejects: sample };
  }
}

/** Path, size and hash of the bytes as they lie in the data folder. */
async function describeFiles({ sources }: WantedTable): Promise<SourceFile[]> {
  const described: SourceFile[] = [];
  for (const { path, absolute } of sources.flatMap(({ files }) => files)) {
    described.push({ path, ...(await describeInput(absolute)) });
  }
  return described;
}

const noSales = (asOf: BusinessDate | undefined): DataRefusedError =>
  new DataRefusedError(
    "NO_SALES",
    `No sales are left to learn from${asOf === undefined ? "" : ` up to ${asOf}`}.`,
    "Check tables.sales.files, its where, and --as-of.",
  );
