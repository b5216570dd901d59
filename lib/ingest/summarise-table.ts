import type { IngestedTable, RejectReason, SourceFile } from "#lib/contracts/ingest-report.ts";
import { DataRefusedError } from "./data-refused.ts";
import type { ReadGroup } from "./read-group.ts";
import type { ReadTable } from "./read-table.ts";

export function summariseTable(
  { wanted, columns, groups }: ReadTable,
  files: readonly SourceFile[],
  duplicates: number,
): IngestedTable {
  const reasons = countReasons(groups);
  const accepted = groups.reduce((sum, group) => sum + group.accepted, 0);
  const rejected = reasons.reduce((sum, { rows }) => sum + rows, 0);
  return {
    table: wanted.name,
    files,
    columns: columns.map(({ name }) => name),
    rows: accepted + rejected,
    accepted,
    rejected,
    duplicates,
    reasons,
  };
}

function countReasons(groups: readonly ReadGroup[]): RejectReason[] {
  const counts = new Map<string, RejectReason>();
  const count = (column: string, reason: string, rows: number): void => {
    const key = JSON.stringify([column, reason]);
    counts.set(key, { column, reason, rows: rows + (counts.get(key)?.rows ?? 0) });
  };
  for (const { query, brokenRows, brokenLines } of groups) {
    brokenRows.forEach((rows, i) => {
      const rule = query.rules[i];
      if (rule && rows > 0) count(rule.column, rule.reason, rows);
    });
    for (const { reason, lines } of brokenLines) count("", reason, lines);
  }
  return [...counts.values()].sort((a, b) => b.rows - a.rows || (a.reason < b.reason ? -1 : 1));
}

/** Too much of a table set aside to trust the rest of it; undefined where it is little enough. */
export function refusalOf(table: IngestedTable, maxShare: number): DataRefusedError | undefined {
  const { rejected, rows, reasons } = table;
  if (rejected === 0 || rejected <= maxShare * rows) return undefined;
  const top = reasons.slice(0, 3).map(sayReason).join("; ");
  const problem = `${rejected} of ${rows} rows of ${table.table} (${percent(rejected / rows)}) break the contract, more than the ${percent(maxShare)} allowed: ${top}.`;
  const remedy =
    "Correct the file or the mapping, leave such rows out with where, or raise rejects.max_share.";
  return new DataRefusedError("TOO_MANY_REJECTS", problem, remedy);
}

const sayReason = ({ column, reason, rows }: RejectReason): string =>
  `${rows} × ${column === "" ? "" : `${column} `}${reason}`;

const percent = (share: number): string => `${Number((share * 100).toPrecision(3))} %`;
