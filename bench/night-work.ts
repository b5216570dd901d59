import { runNightly } from "#jobs/nightly/run-nightly.ts";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import type { StepRecord } from "#lib/run/step-record.ts";

/** What it prints: some steps of a night, run in a process of their own. */
export interface NightWork {
  readonly run: string;
  readonly records: readonly StepRecord[];
  /** Seconds that all threads together computed, one for each record: neighbours lengthen them least. */
  readonly processorSeconds: readonly number[];
}

const [configPath = "", dataFolder = "", lakeAddress = "", names = "", threads = "2"] =
  process.argv.slice(2);
const wanted = new Set(names.split(","));
const processorSeconds: number[] = [];
let before = process.cpuUsage();
const config = await readConfig(configPath);
const { run, records } = await runNightly(
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
    async end() {
      const { user, system } = process.cpuUsage(before);
      processorSeconds.push((user + system) / 1e6);
      before = process.cpuUsage();
    },
  },
);
const made: NightWork = { run, records, processorSeconds };
console.log(JSON.stringify(made));
