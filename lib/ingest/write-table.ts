import { mkdir, rename } from "node:fs/promises";
import { dirname, join } from "node:path";
import { ingestFile } from "#lib/contracts/ingest-report.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlName, sqlText, sqlTexts } from "#lib/tables/sql-text.ts";
import { type OutputColumn, orderName } from "./output-columns.ts";
import type { ReadTable } from "./read-table.ts";
import { isKeyTable } from "./table-sources.ts";
import { columnSqlType } from "./typed-column.ts";

/** A file that ingest leaves, under the name it has in the lake. */
export interface OutputFile {
  readonly name: string;
  readonly path: string;
}

export interface WrittenTable {
  readonly files: readonly OutputFile[];
  readonly duplicates: number;
}

/** Brings the parts of a table into the files that other steps read. */
export async function writeTable(
  duckdb: Duckdb,
  read: ReadTable,
  folder: string,
): Promise<WrittenTable> {
  const { table, name } = read.wanted;
  if (table === "sales") return writeSales(duckdb, read, folder);
  const file = { name: ingestFile.table(name), path: join(folder, ingestFile.table(name)) };
  await mkdir(dirname(file.path), { recursive: true });
  const parts = partsOf(read, 0);
  const rows = parts.length === 0 ? emptyRows(read) : readParts(parts);
  const key = isKeyTable(table) ? keyOf(read) : undefined;
  const query = key ? lastOfKey(read, key, rows) : `SELECT * FROM ${rows} ORDER BY ALL`;
  await duckdb.run(`COPY (${query}) TO ${sqlText(file.path)} (FORMAT parquet, COMPRESSION snappy)`);
  const distinct = key ? sqlName(key) : `hash(${columnList(read.columns)})`;
  return { files: [file], duplicates: await countDuplicates(duckdb, rows, distinct) };
}

/** Sales keep the order in which threads wrote them: whoever sums them must not depend on it. */
async function writeSales(duckdb: Duckdb, read: ReadTable, folder: string): Promise<WrittenTable> {
  const files: OutputFile[] = [];
  await mkdir(join(folder, "sales"), { recursive: true });
  for (let bucket = 0; bucket < read.buckets; bucket++) {
    const name = ingestFile.sales(bucket);
    const path = join(folder, name);
    await joinParts(duckdb, read, bucket, path);
    files.push({ name, path });
  }
  return { files, duplicates: await salesDuplicates(duckdb, read, files) };
}

/** Buckets in which repeated sales are counted at most: some millions of rows tell enough. */
const countedBuckets = 8;

/** Equal rows fall into one bucket, so buckets are counted one by one, some standing for all. */
async function salesDuplicates(
  duckdb: Duckdb,
  { columns }: ReadTable,
  files: readonly OutputFile[],
): Promise<number> {
  const stride = Math.ceil(files.length / countedBuckets);
  const counted = files.filter((_file, i) => i % stride === 0);
  let duplicates = 0;
  for (const { path } of counted) {
    const rows = `read_parquet(${sqlText(path)})`;
    duplicates += await countDuplicates(duckdb, rows, `hash(${columnList(columns)})`);
  }
  return Math.round((duplicates * files.length) / counted.length);
}

async function joinParts(
  duckdb: Duckdb,
  read: ReadTable,
  bucket: number,
  path: string,
): Promise<void> {
  const parts = partsOf(read, bucket);
  if (parts.length === 1 && parts[0] !== undefined) return rename(parts[0], path);
  const rows = parts.length === 0 ? emptyRows(read) : readParts(parts);
  await duckdb.run(
    `COPY (SELECT * FROM ${rows}) TO ${sqlText(path)} (FORMAT parquet, COMPRESSION snappy)`,
  );
}

/** Without the bucket that their folders are named by. */
const readParts = (parts: readonly string[]): string =>
  `read_parquet([${sqlTexts(parts)}], hive_partitioning = false)`;

const partsOf = ({ groups }: ReadTable, bucket: number): string[] =>
  groups.flatMap(({ parts }) => parts.get(bucket) ?? []);

/** Columns without a row, so that a reader finds the file it expects. */
function emptyRows({ wanted, columns }: ReadTable): string {
  const list = columns.map(
    ({ name, raw }) => `CAST(NULL AS ${columnSqlType[raw.type]}) AS ${sqlName(name)}`,
  );
  if (isKeyTable(wanted.table)) list.push(`0::BIGINT AS ${orderName}`);
  return `(SELECT ${list.join(", ")} LIMIT 0)`;
}

const columnList = (columns: readonly OutputColumn[]): string =>
  columns.map(({ name }) => sqlName(name)).join(", ");

/** The same row twice, by a hash of 64 bits: a false match among 10⁸ rows is one in 4,000. */
async function countDuplicates(duckdb: Duckdb, rows: string, distinct: string): Promise<number> {
  const sql = `SELECT count(*) - count(DISTINCT ${distinct}) AS n FROM ${rows}`;
  const [row] = await duckdb.rows(sql);
  return Number(row?.n);
}

const keyOf = ({ wanted }: ReadTable): string => (wanted.table === "items" ? "item" : "location");

/** Of rows with one key, each column's last value that is not empty. */
function lastOfKey({ columns }: ReadTable, key: string, rows: string): string {
  const list = columns.map(({ name }) => {
    const column = sqlName(name);
    if (name === key) return column;
    return `max({'o': ${orderName}, 'v': ${column}}) FILTER (WHERE ${column} IS NOT NULL)['v'] AS ${column}`;
  });
  return `SELECT ${list.join(", ")} FROM ${rows} GROUP BY ${sqlName(key)} ORDER BY ${sqlName(key)}`;
}
