import { sqlName, sqlText, sqlTexts } from "#lib/tables/sql-text.ts";
import { lineBytes, type OpenFile } from "./open-file.ts";

/** Files that are read alike, so that one query reads them all. */
export interface FileGroup {
  readonly files: readonly OpenFile[];
  readonly columns: readonly string[];
  /** Whether every value is text, as in CSV and JSON. */
  readonly isText: boolean;
}

export function groupFiles(files: readonly OpenFile[]): FileGroup[] {
  const alike = Map.groupBy(files, ({ format, columns }) => JSON.stringify([format, columns]));
  return [...alike.values()].map((group) => {
    const [first] = group as [OpenFile];
    return { files: group, columns: first.columns, isText: first.format.kind !== "parquet" };
  });
}

/** SQL of all rows of `files`, source columns under the file's own names. */
export function readingSql(files: readonly OpenFile[]): string {
  const [{ format, columns }] = files as [OpenFile];
  const paths = `[${sqlTexts(files.map(({ readPath }) => readPath))}]`;
  switch (format.kind) {
    case "parquet":
      return `(SELECT * FROM read_parquet(${paths}))`;
    case "csv": {
      const types = columns.map((name) => `${sqlName(name)}: 'VARCHAR'`).join(", ");
      const dialect = `delim = ${sqlText(format.delimiter)}, quote = '"', escape = '"', header = true`;
      return `(SELECT * FROM ${readCsv(paths, format.isGzip, `${dialect}, ${lineRoom(format.lineBytes)}`, types)})`;
    }
    case "ndjson":
      return jsonSql(
        readCsv(
          paths,
          format.isGzip,
          `${jsonLines}, ${lineRoom(format.lineBytes)}`,
          "line: 'VARCHAR'",
        ),
        columns,
      );
  }
}

const readCsv = (paths: string, isGzip: boolean, dialect: string, types: string): string =>
  `read_csv(${paths}, auto_detect = false, ${dialect}, columns = {${types}}, store_rejects = true,
    compression = '${isGzip ? "gzip" : "none"}')`;

/** DuckDB keeps buffers of 16 such lines, unless it is told otherwise. */
const lineRoom = (bytes: number): string =>
  `max_line_size = ${bytes}${bytes > lineBytes.usual ? `, buffer_size = ${bytes}` : ""}`;

/** JSON is read line by line, so that a broken line is one broken row with its number. */
const jsonLines = "delim = chr(1), quote = '', escape = '', header = false";

/** Column that tells a line that is no JSON object; the colon keeps it apart from keys. */
export const notJson = "json:broken";

function jsonSql(lines: string, keys: readonly string[]): string {
  const shape = JSON.stringify(Object.fromEntries(keys.map((key) => [key, "VARCHAR"])));
  const fields = keys.map((key) => `j[${sqlText(key)}] AS ${sqlName(key)}, `).join("");
  const isObject = "json_valid(line) AND json_type(line) = 'OBJECT'";
  return `(SELECT ${fields} j IS NULL AND trim(line) <> '' AS ${sqlName(notJson)}, line AS "json:line"
    FROM (SELECT line, CASE WHEN ${isObject} THEN json_transform(line, ${sqlText(shape)}) END AS j
      FROM ${lines}))`;
}
