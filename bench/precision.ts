import { boundedShard } from "#lib/candidates/bounded-shard.ts";
import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readDataset, readPreparedShard } from "#lib/candidates/read-shards.ts";
import { trainRunModel } from "#lib/candidates/train-run-model.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { encodeForecastModel } from "#lib/models/forecast-model.ts";
import type { Forecaster } from "#lib/models/forecaster.ts";
import { readLatest } from "#lib/publication/latest.ts";
import { interleavedMedians } from "./medians.ts";
import { printTable } from "./print-table.ts";
import { type Exam, scoreLearned } from "./score-learned.ts";

const rounds = 300;

/**
 * The network of forecasts on demand in float and in int8: one series a call, and how good both are on the
 * last horizon of the data.
 *
 * @param words a lake with a publication in it
 */
export async function benchPrecision([address = "shelfcast-demo/lake"]: readonly string[]) {
  const exam = await openExam(address);
  const made = [await learn(exam, false), await learn(exam, true)];
  const [cutoff = 0] = exam.cutoffs;
  const shard = boundedShard(await readPreparedShard(exam.lake, exam.run, 0), cutoff);
  const seconds = await interleavedMedians(
    made.map(({ name, forecaster }) => ({ name, once: () => timeOne(forecaster, shard, cutoff) })),
    rounds,
  );
  const rows: string[][] = [];
  for (const { name, bytes, forecaster } of made) {
    const { wql, sql } = await scoreLearned(forecaster, "network", exam);
    const ms = 1000 * (seconds.get(name) ?? Number.NaN);
    const losses = [wql, sql].map((score) => (score ?? Number.NaN).toFixed(4));
    rows.push([name, bytes.toLocaleString("en-US"), ms.toFixed(2), ...losses]);
    await forecaster.close();
  }
  printTable(["network", "bytes", "ms of one series", "WQL", "SQL"], rows);
}

async function openExam(address: string): Promise<Exam> {
  const lake = await openLake(address);
  const run = (await readLatest(lake))?.run;
  if (run === undefined) throw new Error("Name a lake: npm start makes one, shelfcast-demo/lake.");
  const dataset = await readDataset(lake, run);
  const cutoffs = [dataset.cutoffPeriod - dataset.horizon];
  return { lake, run, dataset, cutoffs, quantiles: [0.05, 0.25, 0.5, 0.75, 0.95] };
}

async function learn({ lake, run, dataset, quantiles, cutoffs }: Exam, int8: boolean) {
  const asOf = Math.min(...cutoffs);
  const model = await trainRunModel({
    ...{ lake, run, dataset, cutoffPeriod: asOf, quantiles, context: 0, effort: "standard", int8 },
    ...{ seed: 1, threads: 2, progress: { report: () => {} } },
    signal: new AbortController().signal,
  });
  const bytes = encodeForecastModel(model);
  const forecaster = await openRunForecaster(lake, run, bytes, { threads: 1, asOf });
  return { name: int8 ? "int8" : "float", bytes: model.onnx.length, forecaster };
}

let asked = 0;

/** Another series each time. @returns seconds */
async function timeOne(
  forecaster: Forecaster,
  shard: PreparedShard,
  cutoff: number,
): Promise<number> {
  const series = [asked++ % shard.item.length];
  const began = performance.now();
  await forecaster.forecast(shard, cutoff, ["network"], { series });
  return (performance.now() - began) / 1000;
}
