import { randomUUID } from "node:crypto";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { sayNumber, textTable } from "#jobs/cli/text-table.ts";
import { today } from "#jobs/cli/today.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { type IngestReport, ingestFile } from "#lib/contracts/ingest-report.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { ingestTables } from "#lib/ingest/ingest-tables.ts";
import { dataFolderOf } from "./run-options.ts";

interface CheckArgs {
  readonly config: string;
  readonly data: string | undefined;
  readonly asOf: BusinessDate | undefined;
}

/** Lines of the list of rejects that are shown. */
const shownRejects = 10;

/** Ingests into a folder that is thrown away, and shows the report. */
export async function check(args: CheckArgs, io: CommandIo): Promise<void> {
  const config = await readConfig(args.config);
  const scratch = await mkdtemp(join(tmpdir(), "shelfcast-check-"));
  try {
    const progress = io.progress.begin("check");
    const { report, refusal, files } = await ingestTables({
      config,
      dataFolder: dataFolderOf(args),
      asOf: args.asOf,
      // Nothing is kept, so a salt of the moment does.
      customers: { salt: randomUUID(), forgotten: [] },
      today: today(),
      threads: io.threads,
      memoryMegabytes: 600,
      scratch,
      signal: io.signal,
      onTable: (done, total, table) => progress.report(done, total, table),
    });
    io.progress.end();
    const list = files.find(({ name }) => name === ingestFile.rejects);
    const rejects = list ? (await readFile(list.path, "utf8")).split("\n").slice(0, -1) : [];
    if (report) show(report, io);
    showRejects(rejects, io);
    if (refusal) throw refusal;
    io.print(`\n${io.style.good("The data can be used.")} Next: npx shelfcast nightly.`);
    io.result({ report, rejects: rejects.slice(1, shownRejects + 1) });
  } finally {
    await rm(scratch, { recursive: true, force: true });
  }
}

function show({ tables, dataStart, dataEnd, warnings }: IngestReport, io: CommandIo): void {
  io.print(`Sales from ${dataStart} to ${dataEnd}.\n`);
  const rows = tables.map((table) => [
    table.table,
    table.files.length,
    table.rows,
    table.accepted,
    table.rejected,
    table.duplicates,
  ]);
  const titles = ["table", "files", "rows", "accepted", "set aside", "duplicates"];
  io.print(textTable(titles, rows, io.style));
  const reasons = tables.flatMap(({ table, reasons: found }) =>
    found.map(({ column, reason, rows: count }) => [table, column, reason, count]),
  );
  if (reasons.length > 0) {
    io.print(`\n${textTable(["table", "column", "set aside because", "rows"], reasons, io.style)}`);
  }
  for (const warning of warnings) io.print(`\n${io.style.warning("Look:")} ${warning}`);
}

function showRejects(lines: readonly string[], io: CommandIo): void {
  const [header, ...rejects] = lines;
  if (header === undefined || rejects.length === 0) return;
  io.print(`\nThe first of ${sayNumber(rejects.length)} rows set aside:`);
  for (const line of [header, ...rejects.slice(0, shownRejects)]) io.print(line);
}
