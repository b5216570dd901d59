import { isMap, isScalar, type Node } from "yaml";
import { type RawTable, rawColumn, rawTables } from "#lib/contracts/raw-tables.ts";
import type { ColumnsKey } from "./config-key.ts";
import { columnName } from "./config-keys.ts";
import { asWritten, type Place, type Reading, report, resolve } from "./reading.ts";
import { keyName, reportUnknownKey } from "./report-unknown-key.ts";

const longestExpression = 10_000;
const wantedName = new RegExp(columnName.source, "u");

/** Our column → a source column or a SQL expression, each of the table's own names at most once. */
export function readColumns(reading: Reading, key: ColumnsKey, place: Place): unknown {
  const node = resolve(reading, place);
  if (!isMap(node)) {
    const problem = `${place.path} is ${node ? asWritten(reading, node) : "empty"}, not a mapping.`;
    const fault = ["wrong-type", problem, "Write one such as { item: sku }."] as const;
    return report(reading, place.path, fault);
  }
  const columns: Record<string, string> = {};
  for (const { key: nameNode, value } of node.items) {
    const name = keyName(nameNode);
    if (!isColumn(key, name)) {
      const { columns: known }: RawTable = rawTables[key.table];
      reportUnknownKey(reading, nameNode as Node, place.path, Object.keys(known));
      continue;
    }
    columns[name] = readExpression(reading, {
      node: value as Node | null,
      path: `${place.path}.${name}`,
    });
  }
  return columns;
}

const isColumn = ({ table }: ColumnsKey, name: string): boolean =>
  rawColumn(table, name) !== undefined && wantedName.test(name);

/** A source column, or SQL; `1` and `true` are SQL too, so a bare number need not be quoted. */
function readExpression(reading: Reading, place: Place): string {
  const node = resolve(reading, place);
  const value = isScalar(node) && node.value !== null ? String(node.value).trim() : "";
  if (value !== "" && value.length <= longestExpression) return value;
  const written = node ? asWritten(reading, node) : "empty";
  const problem = `${place.path} is ${written === "" ? "empty" : written}.`;
  const remedy = "Write a source column or a SQL expression, in quotes if YAML misreads it.";
  report(reading, place.path, ["wrong-type", problem, remedy]);
  return "";
}
