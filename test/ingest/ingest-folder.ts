import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { parseConfig } from "#lib/config/parse-config.ts";
import type { IngestReport } from "#lib/contracts/ingest-report.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { type IngestOutcome, ingestTables } from "#lib/ingest/ingest-tables.ts";
import type { CustomerPolicy } from "#lib/privacy/customer-policy.ts";
import { type SmallValue, withDuckdb } from "#lib/tables/duckdb.ts";

type Row = Record<string, SmallValue>;

/** What ingest made of some files. */
export interface Ingested {
  readonly outcome: IngestOutcome;
  /** Throws where there is none. */
  readonly report: IngestReport;
  /** Lines of rejects.csv after the header, each cut into its six values. */
  readonly rejects: readonly (readonly string[])[];
  /** Rows of a written table, `sales` over all buckets, in the order of all their columns. */
  rows(table: string): Promise<Row[]>;
}

export interface IngestCase {
  /** Name → what lies in it. */
  readonly files: Readonly<Record<string, string | Uint8Array>>;
  /** `tables:` and whatever else the case is about; sales of `sales.csv` by default. */
  readonly config?: string;
  readonly asOf?: string;
  readonly today?: string;
  readonly threads?: number;
  readonly customers?: CustomerPolicy;
}

/** What customers of a test are hashed with. */
export const testSalt = "a salt of tests alone";

/** Sales whose columns have our own names. */
export const plainSales = `
  sales: { files: sales.csv, columns: { date: date, item: item, units: units } }`;

/** Ingests a folder made of `files`, hands the result to `use`, and removes the folder. */
export async function ingesting<T>(
  {
    files,
    config,
    asOf,
    today = "2030-01-01",
    threads = 2,
    customers = { salt: testSalt, forgotten: [] },
  }: IngestCase,
  use: (ingested: Ingested) => Promise<T>,
): Promise<T> {
  const folder = await mkdtemp(join(tmpdir(), "ingest-"));
  try {
    for (const [name, content] of Object.entries(files)) {
      await mkdir(dirname(join(folder, name)), { recursive: true });
      await writeFile(join(folder, name), content);
    }
    const text = withDefaults(config ?? `tables:${plainSales}`);
    const scratch = join(folder, "scratch");
    const outcome = await ingestTables({
      config: parseConfig(text, "shelfcast.yaml"),
      dataFolder: folder,
      asOf: asOf === undefined ? undefined : parseBusinessDate(asOf),
      today: parseBusinessDate(today),
      customers,
      threads,
      memoryMegabytes: 200,
      scratch,
    });
    return await use(await ingested(outcome, scratch));
  } finally {
    await rm(folder, { recursive: true });
  }
}

function withDefaults(config: string): string {
  const defaults = ["name: test", "rejects: { max_share: 0.9 }"];
  const missing = defaults.filter(
    (line) => !new RegExp(`^${line.slice(0, line.indexOf(":"))}:`, "m").test(config),
  );
  return [...missing, config, ""].join("\n");
}

async function ingested(outcome: IngestOutcome, scratch: string): Promise<Ingested> {
  const query = (sql: string) =>
    withDuckdb(
      { threads: 1, memoryMegabytes: 100, folders: [scratch], tempFolder: join(scratch, "tmp") },
      (duckdb) => duckdb.rows(sql),
    );
  const out = join(scratch, "out");
  const rejects = await query(
    `SELECT * FROM read_csv('${out}/rejects.csv', all_varchar = true, header = true, quote = '"', delim = ',')`,
  );
  return {
    outcome,
    get report(): IngestReport {
      if (outcome.report === undefined) throw new Error(`no report: ${outcome.refusal?.message}`);
      return outcome.report;
    },
    rejects: rejects.map((row) => Object.values(row).map((value) => String(value ?? ""))),
    rows: (table) => {
      const files = table === "sales" ? "sales/*.parquet" : `${table}.parquet`;
      return query(`SELECT * FROM read_parquet('${join(out, files)}') ORDER BY ALL`);
    },
  };
}
