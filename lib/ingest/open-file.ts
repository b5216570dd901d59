import { createHash } from "node:crypto";
import { mkdir } from "node:fs/promises";
import { basename, join } from "node:path";
import { arrowToCsv } from "#lib/tables/arrow-to-csv.ts";
import type { Duckdb } from "#lib/tables/duckdb.ts";
import { sqlText } from "#lib/tables/sql-text.ts";
import { readCsvHeader } from "./csv-header.ts";
import { DataRefusedError } from "./data-refused.ts";
import { type FileHead, readHead, textStream } from "./file-head.ts";
import type { FoundFile } from "./find-files.ts";
import { ndjsonKeys } from "./ndjson-keys.ts";
import { rewriteText } from "./rewrite-text.ts";

/** A file ready to be read by DuckDB. */
export interface OpenFile {
  readonly file: FoundFile;
  /** The file itself, or its copy in scratch where DuckDB cannot read the original. */
  readonly readPath: string;
  readonly format: FileFormat;
  readonly columns: readonly string[];
}

type FileFormat =
  | {
      readonly kind: "csv";
      readonly delimiter: string;
      readonly lineBytes: number;
      readonly isGzip: boolean;
    }
  | { readonly kind: "ndjson"; readonly isGzip: boolean; readonly lineBytes: number }
  | { readonly kind: "parquet" };

/** Lines that a shop writes, and what DuckDB is given room for once a file has longer ones. */
export const lineBytes = { usual: 2_000_000, most: 32_000_000 } as const;

export interface OpenContext {
  readonly duckdb: Duckdb;
  readonly scratch: string;
  readonly warn: (sentence: string) => void;
}

/** Looks into a file: its columns, its encoding, and, where needed, a copy that DuckDB can read. */
export async function openFile(context: OpenContext, file: FoundFile): Promise<OpenFile> {
  if (file.bytes === 0) throw emptyFile(file);
  switch (file.kind) {
    case "parquet":
      return openParquet(context, file);
    case "arrow":
      return openArrow(context, file);
    default:
      return openText(context, file, await headOf(file));
  }
}

/** The file again, its line ends made alike: what is done when DuckDB trips over a mixture. */
export async function reopenText(context: OpenContext, file: FoundFile): Promise<OpenFile> {
  return openText(context, file, await headOf(file), true);
}

/** The file again, with room for lines as long as a mail. */
export const withLongLines = (open: OpenFile): OpenFile =>
  open.format.kind === "parquet"
    ? open
    : { ...open, format: { ...open.format, lineBytes: lineBytes.most } };

const emptyFile = ({ path }: FoundFile): DataRefusedError =>
  new DataRefusedError(
    "FILE_EMPTY",
    `${path} is empty.`,
    "Export it again: even a day without rows has a header. Or leave the file out.",
  );

async function headOf(file: FoundFile): Promise<FileHead> {
  const head = await readHead(file.absolute).catch((error: unknown) => {
    throw unreadable(file, error instanceof Error ? error.message : String(error), error);
  });
  if (head.encoding === "none") throw unreadable(file, "it is a zip archive or a spreadsheet");
  if (head.text.trim() === "") throw emptyFile(file);
  return head;
}

const unreadable = ({ path }: FoundFile, why: string, cause?: unknown): DataRefusedError =>
  new DataRefusedError("FILE_UNREADABLE", `${path} cannot be read: ${why}.`, "Export it again.", {
    cause,
  });

async function openText(
  context: OpenContext,
  file: FoundFile,
  head: FileHead,
  mixesLineEnds = false,
): Promise<OpenFile> {
  const isReadable = head.encoding === "utf-8" && !mixesLineEnds;
  const readPath = isReadable ? file.absolute : await readableCopy(context, file, head);
  const isGzip = isReadable && head.isGzip;
  if (file.kind === "ndjson") {
    const columns = await ndjsonKeys(textStream(readPath, isGzip));
    return {
      file,
      readPath,
      format: { kind: "ndjson", isGzip, lineBytes: lineBytes.usual },
      columns,
    };
  }
  const { delimiter, columns } = readCsvHeader(head.text);
  return {
    file,
    readPath,
    format: { kind: "csv", delimiter, isGzip, lineBytes: lineBytes.usual },
    columns,
  };
}

async function readableCopy(
  { scratch, warn }: OpenContext,
  { path, absolute }: FoundFile,
  { isGzip, encoding }: FileHead,
): Promise<string> {
  const copy = await copyPath(scratch, absolute);
  await rewriteText(textStream(absolute, isGzip), encoding, copy);
  warn(
    encoding === "utf-8"
      ? `${path} ends some lines with CR LF and some with LF; it was read with LF.`
      : `${path} is ${encoding.toUpperCase()}; it was read as UTF-8.`,
  );
  return copy;
}

async function copyPath(scratch: string, absolute: string): Promise<string> {
  const folder = join(
    scratch,
    "readable",
    createHash("sha256").update(absolute).digest("hex").slice(0, 16),
  );
  await mkdir(folder, { recursive: true });
  return join(folder, `${basename(absolute).replace(/(?:\.gz|\.\w+)$/i, "")}.txt`);
}

async function openArrow({ scratch }: OpenContext, file: FoundFile): Promise<OpenFile> {
  const readPath = await copyPath(scratch, file.absolute);
  await arrowToCsv(file.absolute, readPath).catch((error: unknown) => {
    throw unreadable(file, "it is no Arrow file, or a compressed one", error);
  });
  const { text } = await readHead(readPath);
  const { columns } = readCsvHeader(text);
  const format = { kind: "csv", delimiter: ",", isGzip: false, lineBytes: lineBytes.most } as const;
  return { file, readPath, format, columns };
}

async function openParquet({ duckdb }: OpenContext, file: FoundFile): Promise<OpenFile> {
  const sql = `DESCRIBE SELECT * FROM read_parquet(${sqlText(file.absolute)})`;
  const rows = await duckdb.rows(sql).catch((error: unknown) => {
    throw unreadable(file, "it is no Parquet file", error);
  });
  const columns = rows.map((row) => String(row.column_name));
  return { file, readPath: file.absolute, format: { kind: "parquet" }, columns };
}
