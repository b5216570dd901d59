import type { IngestedTable, IngestReport } from "#lib/contracts/ingest-report.ts";
import { type Markup, markup } from "./markup.ts";
import type { ReportFacts } from "./report-facts.ts";
import { reportTable } from "./report-table.ts";
import { count, percent, shown } from "./shown-number.ts";

const reasonsShown = 20;

/** Rows that broke the contract and were left out of everything. */
export function dataSection({ ingest }: ReportFacts): Markup {
  const content =
    ingest === undefined
      ? markup`<p>What ingest read is not in the lake any more.</p>`
      : markup`${tables(ingest)}${reasons(ingest.tables)}${warnings(ingest)}`;
  return markup`<section aria-labelledby="data"><h2 id="data">Data set aside</h2>
${content}</section>
`;
}

const tables = ({ tables, dataStart, dataEnd }: IngestReport): Markup =>
  reportTable({
    caption: `Rows read; sales from ${dataStart} to ${dataEnd}`,
    columns: ["table", "rows", "accepted", "set aside", "share", "duplicates"],
    rows: tables.map(({ table, rows, accepted, rejected, duplicates }) => [
      table,
      shown(rows),
      shown(accepted),
      shown(rejected),
      percent(rows === 0 ? 0 : rejected / rows, 2),
      shown(duplicates),
    ]),
  });

function reasons(all: readonly IngestedTable[]): Markup {
  const rows = all
    .flatMap(({ table, reasons: given = [] }) => given.map((reason) => ({ table, ...reason })))
    .sort((a, b) => b.rows - a.rows);
  if (rows.length === 0) return markup`<p>No row was set aside.</p>`;
  const hidden = rows.length - reasonsShown;
  return markup`${reportTable({
    caption: "Why, most frequent first",
    columns: ["reason", "table", "column", "rows"],
    textColumns: ["table", "column"],
    rows: rows
      .slice(0, reasonsShown)
      .map(({ table, column, reason, rows: n }) => [reason, table, column, shown(n)]),
  })}${hidden > 0 ? markup`<p>${count(hidden, "more reason")} in the run's rejects file.</p>` : ""}`;
}

const warnings = ({ warnings: given }: IngestReport): Markup | "" =>
  given.length === 0
    ? ""
    : markup`<h3>To look at</h3><ul>${given.map((sentence) => markup`<li>${sentence}</li>`)}</ul>`;
