import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import type { StepRecord } from "#lib/run/step-record.ts";
import { writeGeneratedSales } from "./generated-sales.ts";
import type { NightWork } from "./night-work.ts";
import { printTable } from "./print-table.ts";
import type { ScoreWork } from "./score-work.ts";
import { spawnWork } from "./spawn-work.ts";

const sizes = [10_000, 100_000];
const rowsPerSeries = 60;

/**
 * Scoring of few and of many series, 28 days and 9 quantiles each, in a process of its own: the whole
 * step, explanations included; then what a series costs by part, as blended, and with every member.
 *
 * @param words  numbers of series, the usual ones where none is given
 */
export async function benchScore(words: readonly string[]): Promise<void> {
  const asked = words.map(Number).filter(Number.isInteger);
  const [rows, parts]: [string[][], string[][]] = [[], []];
  for (const series of asked.length > 0 ? asked : sizes) {
    const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
    try {
      const size = { series, days: 400, rows: series * rowsPerSeries };
      const config = await writeGeneratedSales(folder, size);
      const address = join(folder, "lake");
      const end = nightlySteps.findIndex(({ name }) => name === "score") + 1;
      const names = nightlySteps.slice(0, end).map(({ name }) => name);
      const night = [config, folder, address, names.join(",")];
      const { run } = await spawnWork<NightWork>("night-work.ts", night);
      await forgetScores(address, run);
      const again = ["step", "score", "--run", run, "--lake", address, "--threads", "2", "--json"];
      const record = await spawnWork<StepRecord>("../jobs/main.ts", again);
      rows.push([
        series.toLocaleString("en-US"),
        record.seconds.toFixed(1),
        Math.round(series / record.seconds).toLocaleString("en-US"),
        String(record.peakMemoryMb),
      ]);
      for (const members of ["blended", "all"]) {
        const work = await spawnWork<ScoreWork>("score-work.ts", [address, run, members]);
        parts.push([series.toLocaleString("en-US"), members, ...microseconds(work)]);
      }
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  printTable(["series", "seconds", "series a second (goal 3,000)", "peak MB"], rows);
  printTable(["of series", "members", "µs a forecast", "µs an explanation"], parts);
}

/** Processor time a series. */
const microseconds = ({ series, forecastSeconds, explainSeconds }: ScoreWork): string[] =>
  [forecastSeconds, explainSeconds].map((seconds) => ((1e6 * seconds) / series).toFixed(0));

/** Whatever scoring left, shards included, so that a process that does nothing else does it again. */
async function forgetScores(address: string, run: string): Promise<void> {
  const lake = await openLake(address);
  for await (const { key } of lake.list(stepKey(run, "score", ""))) await lake.remove(key);
}
