import { once } from "node:events";
import { createWriteStream, type WriteStream } from "node:fs";
import { type Duckdb, withDuckdb } from "#lib/tables/duckdb.ts";
import { sqlText, sqlTexts } from "#lib/tables/sql-text.ts";

export interface RecommendationRow {
  readonly kind: "customer" | "similar" | "substitute" | "together";
  /** Hashed; "" for item to item. */
  readonly customer: string;
  /** The item it starts from; "" for customers. */
  readonly source: string;
  /** From 1. */
  readonly rank: number;
  readonly item: string;
  readonly score: number;
  readonly reason: string;
}

/** Takes rows as they come, and leaves them as one Parquet file in a fixed order. */
export class RecommendationWriter {
  readonly #path: string;
  readonly #lines: WriteStream;
  #rows = 0;

  /** @param path of the lines, on this machine */
  constructor(path: string) {
    this.#path = path;
    this.#lines = createWriteStream(path);
  }

  get rows(): number {
    return this.#rows;
  }

  async write(rows: readonly RecommendationRow[]): Promise<void> {
    this.#rows += rows.length;
    const text = rows.map((row) => `${JSON.stringify(row)}\n`).join("");
    if (!this.#lines.write(text)) await once(this.#lines, "drain");
  }

  /** One thread, so that the same rows give the same bytes. */
  async finish(into: string, settings: Omit<DuckdbSettings, "threads">): Promise<void> {
    this.#lines.end();
    await once(this.#lines, "finish");
    await withDuckdb({ ...settings, threads: 1 }, (duckdb) => toParquet(duckdb, this.#path, into));
  }

  /** Lets go of the file, whether it was finished or not. */
  close(): void {
    this.#lines.destroy();
  }
}

type DuckdbSettings = Parameters<typeof withDuckdb>[0];

const toParquet = (duckdb: Duckdb, lines: string, into: string): Promise<void> =>
  sorted(
    duckdb,
    `read_json(${sqlText(lines)}, format = 'newline_delimited', columns = {
      kind: 'VARCHAR', customer: 'VARCHAR', source: 'VARCHAR', rank: 'INTEGER',
      item: 'VARCHAR', score: 'DOUBLE', reason: 'VARCHAR' })`,
    into,
  );

/** Files of parts as one, in the same order. */
export const joinRows = (duckdb: Duckdb, parts: readonly string[], into: string): Promise<void> =>
  sorted(duckdb, `read_parquet([${sqlTexts(parts)}])`, into);

const sorted = (duckdb: Duckdb, rows: string, into: string): Promise<void> =>
  duckdb.run(`COPY (SELECT * FROM ${rows} ORDER BY kind, customer, source, rank)
    TO ${sqlText(into)} (FORMAT parquet, COMPRESSION zstd)`);
