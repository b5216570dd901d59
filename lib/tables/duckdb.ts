import { mkdir } from "node:fs/promises";
import { resolve } from "node:path";
import { type DuckDBConnection, DuckDBInstance } from "@duckdb/node-api";
import { type ColumnChunk, columnChunk } from "./column-chunk.ts";
import { tableError } from "./duckdb-error.ts";
import { sqlText, sqlTexts } from "./sql-text.ts";

/** What a database may use and touch; it can reach nothing else, and cannot change that. */
export interface DuckdbSettings {
  readonly threads: number;
  /** Memory DuckDB's buffers may take before it spills to `tempFolder`; the process needs more. */
  readonly memoryMegabytes: number;
  /** Folders whose files may be read and written. No network, no other file, no extension. */
  readonly folders: readonly string[];
  readonly tempFolder: string;
  readonly signal?: AbortSignal | undefined;
}

/** An in-memory database, open while `withDuckdb` runs. Queries on it run one after another. */
export interface Duckdb {
  run(sql: string): Promise<void>;
  /** The whole result, as rows: for counts and other short answers only. */
  rows(sql: string): Promise<Record<string, SmallValue>[]>;
  /**
   * The result as it comes, without ever holding all of it. Rows are in order only if `sql` orders
   * them. Begin no other query before the last chunk.
   */
  stream(sql: string): AsyncIterable<ColumnChunk>;
}

/** What a row of a short answer may hold; dates and whatever else is no number come as text. */
export type SmallValue = number | string | boolean | null;

/** Opens a confined in-memory DuckDB for `use`, and closes it whatever happens. */
export async function withDuckdb<Result>(
  settings: DuckdbSettings,
  use: (duckdb: Duckdb) => Promise<Result>,
): Promise<Result> {
  settings.signal?.throwIfAborted();
  await mkdir(settings.tempFolder, { recursive: true });
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  const interrupt = () => connection.interrupt();
  settings.signal?.addEventListener("abort", interrupt);
  try {
    for (const statement of confinement(settings)) await connection.run(statement);
    return await use(database(connection, settings.signal));
  } finally {
    settings.signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
    instance.closeSync();
  }
}

/** The order matters: once external access is off and the configuration locked, nothing reopens it. */
function confinement(settings: DuckdbSettings): string[] {
  const { memoryMegabytes, folders, tempFolder } = settings;
  const threads = Math.max(1, Math.floor(settings.threads));
  const absolute = folders.map((folder) => `${resolve(folder)}/`);
  return [
    `SET threads = ${threads}`,
    `SET memory_limit = '${Math.floor(memoryMegabytes)}MB'`,
    `SET partitioned_write_flush_threshold = ${rowsHeld(memoryMegabytes / threads)}`,
    `SET temp_directory = ${sqlText(resolve(tempFolder))}`,
    "SET preserve_insertion_order = false",
    "SET autoinstall_known_extensions = false",
    "SET autoload_known_extensions = false",
    "SET TimeZone = 'UTC'",
    `SET allowed_directories = [${sqlTexts(absolute)}]`,
    "SET enable_external_access = false",
    "SET lock_configuration = true",
  ];
}

/** Bytes that a row takes while it waits, with a few texts in it. */
const rowBytes = 300;

/**
 * Rows that a thread holds before it writes them to their partitions: the more, the fewer and larger the
 * pieces of each, which spares a quarter of the time.
 */
const rowsHeld = (megabytes: number): number => Math.floor((megabytes * 1_000_000) / rowBytes);

function database(connection: DuckDBConnection, signal: AbortSignal | undefined): Duckdb {
  const translated = async <T>(query: () => Promise<T>): Promise<T> => {
    signal?.throwIfAborted();
    try {
      return await query();
    } catch (error) {
      throw tableError(error, signal);
    }
  };
  return {
    run: (sql) => translated(async () => void (await connection.run(sql))),
    rows: (sql) =>
      translated(async () => {
        const reader = await connection.runAndReadAll(sql);
        return reader.getRowObjects().map(smallRow);
      }),
    async *stream(sql) {
      const result = await translated(() => connection.stream(sql));
      const names = result.deduplicatedColumnNames();
      for (;;) {
        const chunk = await translated(() => result.fetchChunk());
        if (chunk === null || chunk.rowCount === 0) return;
        yield columnChunk(chunk, names);
      }
    },
  };
}

const smallRow = (row: Record<string, unknown>): Record<string, SmallValue> =>
  Object.fromEntries(Object.entries(row).map(([name, value]) => [name, smallValue(value)]));

function smallValue(value: unknown): SmallValue {
  if (value === null || typeof value === "number" || typeof value === "boolean") return value;
  return typeof value === "bigint" ? Number(value) : String(value);
}
