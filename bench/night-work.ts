import { runNightly } from "#jobs/nightly/run-nightly.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import type { StepRecord } from "#lib/run/step-record.ts";

/** What it prints: some steps of a night, run in a process of their own. */
export interface NightWork {
  readonly run: string;
  readonly records: readonly StepRecord[];
}

const [configPath = "", dataFolder = "", lakeAddress = "", names = "", threads = "2"] =
  process.argv.slice(2);
const wanted = new Set(names.split(","));
const config = await readConfig(configPath);
const { run, records }: NightWork = await runNightly(
  nightlySteps.filter(({ name }) => wanted.has(name)),
  {
    config,
    dataFolder,
    lake: await openLake(lakeAddress),
    asOf: undefined,
    seed: config.seed,
    threads: Number(threads),
    signal: new AbortController().signal,
  },
  {
    begin: () => ({ report: () => {}, say: (sentence) => console.error(sentence) }),
    end: async () => {},
  },
);
console.log(JSON.stringify({ run, records }));
