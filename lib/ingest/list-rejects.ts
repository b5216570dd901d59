import type { Duckdb } from "#lib/tables/duckdb.ts";
import { type FileGroup, groupFiles } from "./file-group.ts";
import { textStream } from "./file-head.ts";
import type { OpenFile } from "./open-file.ts";
import type { ReadGroup } from "./read-group.ts";
import { findLines, type RecordShape } from "./record-lines.ts";
import { brokenName, recordName, type TableQuery } from "./table-query.ts";

/** One row that was set aside. */
export interface Reject {
  readonly file: string;
  /** Line of a text file, row of any other, from 1. */
  readonly line: number;
  readonly column: string;
  readonly value: string;
  readonly reason: string;
  /** Whether the value is all of the line, or what was left of it. */
  readonly isLine: boolean;
}

/** Letters of a value that are shown. */
const shownLetters = 200;

/**
 * Names the rows of `read` that were set aside, file by file in the order of their lines.
 *
 * @param duckdb with one thread, which reads rows in the order of the file
 * @param limit rows listed at most, of each file
 */
export async function* listRejects(
  duckdb: Duckdb,
  { group, query, brokenLines }: ReadGroup,
  limit: number,
): AsyncIterable<Reject> {
  for (const file of group.files) {
    const broken = brokenLines.filter(({ readPath }) => readPath === file.readPath);
    const rows = await brokenRows(duckdb, group, file, query, limit);
    const lines = await linesOf(
      file,
      broken,
      Float64Array.from(rows, ({ record }) => record),
    );
    const rejects = [
      ...rows.map(({ rule, value }, i): Reject => {
        const { column = "", reason = "" } = query.rules[rule - 1] ?? {};
        return {
          file: file.file.path,
          line: lines.ofRecord[i] ?? 0,
          column,
          value,
          reason,
          isLine: column === "",
        };
      }),
      ...broken.map(
        ({ column, value, reason }, i): Reject => ({
          file: file.file.path,
          line: lines.ofSkipped[i] ?? 0,
          column,
          value,
          reason,
          isLine: true,
        }),
      ),
    ];
    yield* rejects.sort((a, b) => a.line - b.line).slice(0, limit);
  }
}

interface BrokenRow {
  readonly record: number;
  /** From 1. */
  readonly rule: number;
  readonly value: string;
}

async function brokenRows(
  duckdb: Duckdb,
  group: FileGroup,
  file: OpenFile,
  query: TableQuery,
  limit: number,
): Promise<BrokenRow[]> {
  if (query.rules.length === 0) return [];
  const values = query.rules.map(({ value }, i) => `WHEN ${i + 1} THEN CAST(${value} AS VARCHAR)`);
  const rows: BrokenRow[] = [];
  const [alone] = groupFiles([file]) as [FileGroup];
  const judged = query.judged(alone.files, "row_number() OVER ()");
  const stream = duckdb.stream(
    `SELECT ${recordName} AS record, ${brokenName} AS rule,
       left(CASE ${brokenName} ${values.join(" ")} END, ${shownLetters}) AS value
     FROM ${judged} WHERE ${brokenName} > 0 LIMIT ${limit}`,
  );
  for await (const chunk of stream) {
    const [record, rule, value] = [
      chunk.numbers("record"),
      chunk.numbers("rule"),
      chunk.texts("value"),
    ];
    for (let row = 0; row < chunk.rowCount; row++) {
      rows.push({
        record: record[row] as number,
        rule: rule[row] as number,
        value: value[row] ?? "",
      });
    }
  }
  await forgetScan(duckdb, group);
  return rows.sort((a, b) => a.record - b.record);
}

/** DuckDB refuses to write its notes of broken lines twice. */
async function forgetScan(duckdb: Duckdb, { isText }: FileGroup): Promise<void> {
  if (!isText) return;
  await duckdb.run("DROP TABLE IF EXISTS reject_errors");
  await duckdb.run("DROP TABLE IF EXISTS reject_scans");
}

async function linesOf(
  file: OpenFile,
  broken: ReadGroup["brokenLines"],
  records: Float64Array,
): ReturnType<typeof findLines> {
  const { format } = file;
  const hasLines = format.kind !== "parquet" && file.file.kind !== "arrow";
  if (!hasLines || records.length + broken.length === 0) {
    return { ofRecord: records, ofSkipped: new Float64Array() };
  }
  const isCsv = format.kind === "csv";
  const shape: RecordShape = {
    delimiter: isCsv ? format.delimiter : "\u0001",
    hasQuotes: isCsv,
    hasHeader: isCsv,
    skipsEmptyLines: isCsv && file.columns.length > 1,
    skipped: broken,
  };
  return findLines(textStream(file.readPath, format.isGzip), shape, records);
}
