import { stepKey } from "#lib/contracts/lake-keys.ts";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { ingestTables } from "#lib/ingest/ingest-tables.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";

/** What DuckDB may hold before it spills; the process itself takes about 200 MB more. */
const memoryMegabytes = 600;
const millisecondsPerDay = 86_400_000;

/** Raw tables in, trusted ones out: what breaks the contract is set aside and listed. */
export const ingestStep: Step = {
  name: "ingest",
  needs: [],
  version: 1,
  settings: ({ name, tables, rejects }) => ({ name, tables, rejects }),
  run: runIngest,
};

async function runIngest(context: StepContext): Promise<StepCounts> {
  const { config, dataFolder, asOf, threads, scratch, signal, progress } = context;
  const { report, refusal, files } = await ingestTables({
    config,
    dataFolder,
    asOf,
    today: fromEpochDay(Math.floor(Date.now() / millisecondsPerDay)),
    threads,
    memoryMegabytes,
    scratch,
    signal,
    onTable: (done, total, table) => progress.report(done, total, `reading ${table}`),
  });
  for (const { name, path } of files) {
    signal.throwIfAborted();
    await context.lake.upload(stepKey(context.run, "ingest", name), path);
  }
  if (refusal) throw refusal;
  for (const warning of report?.warnings ?? []) progress.say(warning);
  const sales = report?.tables[0];
  return {
    tables: report?.tables.length ?? 0,
    rows: sales?.rows ?? 0,
    rejected: sales?.rejected ?? 0,
    from: report?.dataStart ?? "",
    to: report?.dataEnd ?? "",
  };
}
