import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { nightlySteps } from "#jobs/nightly/steps.ts";
import { writeGeneratedSales } from "./generated-sales.ts";
import type { NightWork } from "./night-work.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";

const sizes = [10_000, 30_000];
const days = 3 * 365;
const rowsPerSeries = 100;

/**
 * Training on daily series of three years with standard effort, everything before it included: how long,
 * in how much memory, and whether three times the series take more than three times as long.
 *
 * @param words  numbers of series, the usual ones where none is given
 */
export async function benchTraining(words: readonly string[]): Promise<void> {
  const asked = words.map(Number).filter(Number.isInteger);
  const rows: string[][] = [];
  for (const series of asked.length > 0 ? asked : sizes) {
    const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
    try {
      const size = { series, days, rows: series * rowsPerSeries, effort: "standard" } as const;
      const config = await writeGeneratedSales(folder, size);
      const end = nightlySteps.findIndex(({ name }) => name === "train") + 1;
      const names = nightlySteps.slice(0, end).map(({ name }) => name);
      const night = [config, folder, join(folder, "lake"), names.join(",")];
      const { records, processorSeconds } = await spawnWork<NightWork>("night-work.ts", night);
      const train = records.find(({ step }) => step === "train");
      rows.push([
        series.toLocaleString("en-US"),
        records.map(({ step, seconds }) => `${step} ${seconds.toFixed(0)}`).join(", "),
        ((train?.seconds ?? Number.NaN) / 60).toFixed(1),
        ((processorSeconds.at(-1) ?? Number.NaN) / 60).toFixed(1),
        String(train?.peakMemoryMb ?? ""),
      ]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
  const training = ["training, minutes (goal 25)", "of the processor", "peak MB (goal 4,096)"];
  printTable(["series", "seconds", ...training], rows);
}
