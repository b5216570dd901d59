import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import type { BacktestMetrics } from "#jobs/backtest/metrics.ts";
import type { ScoreSummary } from "#lib/forecasting/score-board.ts";
import type { StepRecord } from "#lib/run/step-record.ts";
import { printTable } from "./print-table.ts";
import { spawnWork } from "./spawn-work.ts";

/** Shops of `examples/`, the folder of the public data each reads, and cutoffs before their end. */
const shops = [
  { name: "online-retail", cutoffs: "2011-08-05,2011-09-02" },
  { name: "beverages", cutoffs: "2016-12-01,2017-03-01,2017-06-01" },
] as const;

/** A night and a backtest of each example, as a user runs them. */
export async function benchExamples(): Promise<void> {
  const data = process.env.SHELFCAST_DATA;
  if (data === undefined) throw new Error("SHELFCAST_DATA names no folder of public data.");
  for (const { name, cutoffs } of shops) {
    const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
    try {
      const config = fileURLToPath(new URL(`../examples/${name}/shelfcast.yaml`, import.meta.url));
      const from = ["--config", config, "--data", join(data, name), "--json"];
      await showNight(name, from, folder);
      await showBacktest([...from, "--cutoffs", cutoffs, "--out", join(folder, "backtest")]);
    } finally {
      await rm(folder, { recursive: true });
    }
  }
}

const command = <Answer>(words: readonly string[]): Promise<Answer> =>
  spawnWork<Answer>("../jobs/main.ts", words);

async function showNight(name: string, from: readonly string[], folder: string): Promise<void> {
  const night = ["nightly", ...from, "--lake", join(folder, "lake")];
  const { steps } = await command<{ readonly steps: readonly StepRecord[] }>(night);
  const seconds = steps.reduce((sum, step) => sum + step.seconds, 0);
  const megabytes = Math.max(...steps.map(({ peakMemoryMb }) => peakMemoryMb));
  console.log(`\n${name}: a night takes ${seconds.toFixed(0)} s, ${megabytes} MB at most\n`);
}

async function showBacktest(words: readonly string[]): Promise<void> {
  const metrics = await command<BacktestMetrics>(["backtest", ...words]);
  const { published, baselines, seconds, cutoffs } = metrics;
  const best = Math.min(...Object.values(baselines).map(({ overall }) => overall.wql ?? Infinity));
  const row = (model: string, { overall }: ScoreSummary): string[] => [
    model,
    ...[overall.sql, overall.wql, overall.mase, overall.wape, overall.bias].map(threeDigits),
    threeDigits(overall.coverage[0]?.actual ?? null),
    threeDigits((overall.wql ?? Number.NaN) / best),
  ];
  console.log(`cutoffs ${cutoffs.join(", ")}; ${seconds.train.toFixed(0)} s of training\n`);
  printTable(
    ["model", "SQL", "WQL", "MASE", "WAPE", "bias", "coverage", "WQL / best baseline"],
    [row("published", published), ...Object.entries(baselines).map(([m, s]) => row(m, s))],
  );
}

const threeDigits = (value: number | null): string =>
  value === null || Number.isNaN(value) ? "" : value.toFixed(3);
