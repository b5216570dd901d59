import { customerSaltSetting } from "#lib/contracts/customer-setting.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { fromEpochDay } from "#lib/domain/business-date.ts";
import { ingestTables } from "#lib/ingest/ingest-tables.ts";
import { type CustomerPolicy, readCustomerPolicy } from "#lib/privacy/customer-policy.ts";
import { readCustomerSalt } from "#lib/privacy/customer-salt.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";

/** What DuckDB may hold before it spills; the process itself takes about 200 MB more. */
const memoryMegabytes = 600;
const millisecondsPerDay = 86_400_000;

/** Raw tables in, trusted ones out: what breaks the contract is set aside and listed. */
export const ingestStep: Step = {
  name: "ingest",
  needs: [],
  version: 2,
  settings: ({ tables, rejects }) => ({ tables, rejects }),
  run: runIngest,
};

async function customerPolicy({ config, lake, progress }: StepContext): Promise<CustomerPolicy> {
  const policy = await readCustomerPolicy(config, lake, process.env);
  if (policy.salt !== "" && process.env[customerSaltSetting] === undefined) {
    const { place } = await readCustomerSalt(process.env);
    progress.say(
      `Customers are hashed with the salt in ${place}; a deployment sets ${customerSaltSetting}.`,
    );
  }
  return policy;
}

async function runIngest(context: StepContext): Promise<StepCounts> {
  const { config, dataFolder, asOf, threads, scratch, signal, progress } = context;
  const { report, refusal, files } = await ingestTables({
    config,
    dataFolder,
    asOf,
    customers: await customerPolicy(context),
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
