import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { lakePrefix, latestKey, publishedKey } from "#lib/contracts/lake-keys.ts";
import {
  type LatestPublication,
  type PublicationManifest,
  publishedManifestName,
} from "#lib/contracts/publication.ts";
import { describeFile, sha256Of } from "#lib/lake/file-hash.ts";
import { jsonBytes, readJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";

/** What was changed to forget a customer. */
export interface Erasure {
  /** Files of the lake that named the customer, as they are called there. */
  readonly files: readonly string[];
  /** Rows of those files that did. */
  readonly rows: number;
}

/**
 * Takes a customer out of every run and publication of the lake. Sales stay without a name, since they
 * were sold; looks and recommendations go. Published files change with their hashes and the pointer.
 *
 * @param customer pseudonym
 */
export async function eraseCustomer(
  lake: Lake,
  customer: string,
  signal: AbortSignal,
): Promise<Erasure> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-forget-"));
  const settings = { threads: 1, memoryMegabytes: 400, folders: [folder], signal };
  try {
    return await withDuckdb({ ...settings, tempFolder: join(folder, "tmp") }, (duckdb) =>
      new Eraser(lake, customer, duckdb, folder).run(signal),
    );
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
}

/** Tables of people: what becomes of a row that names one. */
const tables = [
  { name: /^runs\/[^/]+\/ingest\/sales\/bucket=\d+\.parquet$/, answer: "unname" },
  { name: /^runs\/[^/]+\/ingest\/interactions\.parquet$/, answer: "remove" },
  { name: /^runs\/[^/]+\/recommend\/.*\.parquet$/, answer: "remove" },
  { name: /^published\/[^/]+\/.*\.parquet$/, answer: "remove" },
] as const;
type Answer = (typeof tables)[number]["answer"];

class Eraser {
  readonly #lake: Lake;
  readonly #customer: string;
  readonly #duckdb: Duckdb;
  readonly #before: string;
  readonly #after: string;
  readonly #files: string[] = [];
  #rows = 0;

  constructor(lake: Lake, customer: string, duckdb: Duckdb, folder: string) {
    this.#lake = lake;
    this.#customer = customer;
    this.#duckdb = duckdb;
    this.#before = join(folder, "before.parquet");
    this.#after = join(folder, "after.parquet");
  }

  async run(signal: AbortSignal): Promise<Erasure> {
    for (const prefix of [lakePrefix.runs, lakePrefix.published]) {
      for await (const { key } of this.#lake.list(prefix)) {
        signal.throwIfAborted();
        const table = tables.find(({ name }) => name.test(key));
        if (table) await this.#erase(key, table.answer);
      }
    }
    return { files: this.#files, rows: this.#rows };
  }

  async #erase(key: string, answer: Answer): Promise<void> {
    await this.#lake.download(key, this.#before);
    const table = `read_parquet(${sqlText(this.#before)}, hive_partitioning = false)`;
    const columns = await this.#duckdb.rows(
      `SELECT column_name AS name FROM (DESCRIBE SELECT * FROM ${table})`,
    );
    const names = columns.map(({ name }) => name);
    if (!names.includes("customer")) return;
    const isHis = `customer IS NOT DISTINCT FROM ${sqlText(this.#customer)}`;
    const [found] = await this.#duckdb.rows(`SELECT count(*) AS n FROM ${table} WHERE ${isHis}`);
    if (Number(found?.n) === 0) return;
    await this.#duckdb.run(
      `COPY (${this.#kept(table, isHis, answer, names.includes("order"))})
       TO ${sqlText(this.#after)} (FORMAT parquet, COMPRESSION zstd)`,
    );
    await this.#lake.upload(key, this.#after);
    if (key.startsWith(lakePrefix.published)) await this.#republish(key);
    this.#files.push(key);
    this.#rows += Number(found?.n);
  }

  #kept(table: string, isHis: string, answer: Answer, hasOrder: boolean): string {
    if (answer === "remove") return `SELECT * FROM ${table} WHERE NOT (${isHis})`;
    const without = ["customer", ...(hasOrder ? ["order"] : [])].map(
      (name) => `CASE WHEN ${isHis} THEN NULL ELSE "${name}" END AS "${name}"`,
    );
    return `SELECT * REPLACE (${without.join(", ")}) FROM ${table}`;
  }

  /** The manifest tells the file as it is now, and the pointer the manifest. */
  async #republish(key: string): Promise<void> {
    const [run, name] = key.slice(lakePrefix.published.length).split("/") as [string, string];
    const manifestKey = publishedKey(run, publishedManifestName);
    const manifest = await readJson<PublicationManifest>(this.#lake, manifestKey);
    if (manifest === undefined) return;
    const now = { ...(await describeFile(this.#after)), rows: await this.#rowsNow() };
    const files = manifest.files.map((file) => (file.name === name ? { ...file, ...now } : file));
    const bytes = jsonBytes({ ...manifest, files });
    await this.#lake.write(manifestKey, bytes);
    await this.#repoint(run, sha256Of(bytes));
  }

  async #rowsNow(): Promise<number> {
    const [row] = await this.#duckdb.rows(
      `SELECT count(*) AS n FROM read_parquet(${sqlText(this.#after)})`,
    );
    return Number(row?.n);
  }

  async #repoint(run: string, manifestSha256: string): Promise<void> {
    for (;;) {
      const version = (await this.#lake.stat(latestKey))?.version;
      const latest = await readJson<LatestPublication>(this.#lake, latestKey);
      if (version === undefined || latest?.run !== run) return;
      const next = jsonBytes({ ...latest, manifestSha256 });
      if (await this.#lake.writeIf(latestKey, next, version)) return;
    }
  }
}
