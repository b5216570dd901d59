import { spawn } from "node:child_process";
import { once } from "node:events";
import { appendFile, mkdtemp, readFile, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import type { BacktestMetrics } from "#jobs/backtest/metrics.ts";
import type { Scores } from "#lib/forecasting/score-board.ts";
import { dataSets } from "./forecast/data-sets.ts";
import { printTable } from "./print-table.ts";

const rivals = ["seasonal-naive", "ets", "theta", "boosted"] as const;
const seed = 1;
const tuning = "tuning: { search: halving }\n";
/** Data sets told by one name: all others are made of these or of the demo. */
const wholeSets = new Set(["retail"]);

interface Measured {
  readonly name: string;
  readonly metrics: BacktestMetrics;
  readonly seconds: number;
}

/**
 * The published forecast beside its rivals on each data set: same cutoffs, same run, at each training
 * effort's own fixed budget.
 *
 * @param words  names of data sets, none for all; `quick` or `thorough` for another effort; `tuned` to
 * search settings by halving first
 */
export async function benchForecast(words: readonly string[]): Promise<void> {
  const effort = words.find((word) => word === "quick" || word === "thorough") ?? "standard";
  const learning = `training: { effort: ${effort} }\n${words.includes("tuned") ? tuning : ""}`;
  const asked = words.filter((word) => word in dataSets);
  const names = asked.length > 0 ? asked : Object.keys(dataSets).filter((n) => !wholeSets.has(n));
  const measured: Measured[] = [];
  for (const name of names) {
    measured.push(await measure(name, learning));
    console.error(`${name}: ${measured.at(-1)?.seconds.toFixed(0)} s`);
  }
  console.log(
    `Effort ${effort}${words.includes("tuned") ? ", tuned" : ""}. Ratios of the published forecast to a rival: below 1 is better.\n`,
  );
  for (const score of ["wql", "sql", "mase"] as const) printRatios(score, measured);
  printCoverage(measured);
}

async function measure(name: string, learning: string): Promise<Measured> {
  const folder = await mkdtemp(join(tmpdir(), "shelfcast-bench-"));
  const began = performance.now();
  const set = dataSets[name];
  if (set === undefined) throw new Error(`no data set ${name}`);
  const { config, data } = await set.write(folder, seed);
  await appendFile(config, learning);
  const out = join(folder, "backtest");
  const args = [
    "--config",
    config,
    "--data",
    data,
    "--cutoffs",
    set.cutoffs.join(","),
    "--out",
    out,
  ];
  await shelfcast(["backtest", ...args, "--refit", "first", "--seed", String(seed)]);
  const metrics = JSON.parse(await readFile(join(out, "metrics.json"), "utf8"));
  await rm(folder, { recursive: true });
  return { name, metrics, seconds: (performance.now() - began) / 1000 };
}

async function shelfcast(args: readonly string[]): Promise<void> {
  const child = spawn(process.execPath, ["jobs/main.ts", ...args], {
    stdio: ["ignore", "ignore", "inherit"],
  });
  const [code] = await once(child, "exit");
  if (code !== 0) throw new Error(`shelfcast ${args[0]} ended with ${code}`);
}

type Score = "wql" | "sql" | "mase";

/** A row a data set, and the geometric means of the ratios below. */
function printRatios(score: Score, measured: readonly Measured[]): void {
  const ratios = measured.map(({ metrics }) =>
    rivals.map((rival) =>
      ratio(metrics.published.overall, metrics.baselines[rival]?.overall, score),
    ),
  );
  const rows = measured.map(({ name, metrics }, m) => [
    name,
    metrics.published.overall[score]?.toFixed(3) ?? "",
    ...(ratios[m] ?? []).map(threeDigits),
    bestOf(metrics, score),
  ]);
  const means = rivals.map((_, r) => threeDigits(geometricMean(ratios.map((row) => row[r] ?? 0))));
  const titles = [score.toUpperCase(), "published", ...rivals.map((rival) => `/ ${rival}`), "best"];
  printTable(titles, [...rows, ["geometric mean", "", ...means, ""]]);
  console.log("");
}

function ratio(published: Scores, rival: Scores | undefined, score: Score): number {
  const [ours, theirs] = [published[score], rival?.[score]];
  return ours && theirs ? ours / theirs : Number.NaN;
}

/** The best baseline and how the published forecast stands to it. */
function bestOf({ published, baselines }: BacktestMetrics, score: Score): string {
  const ratios = Object.entries(baselines).map(
    ([name, { overall }]) => [name, ratio(published.overall, overall, score)] as const,
  );
  const [name, worst] = ratios.reduce((a, b) => (b[1] > a[1] ? b : a), ["", 0] as const);
  return `${name} ${worst.toFixed(3)}`;
}

function geometricMean(ratios: readonly number[]): number {
  const known = ratios.filter(Number.isFinite);
  return Math.exp(known.reduce((sum, value) => sum + Math.log(value), 0) / known.length);
}

const threeDigits = (value: number): string => (Number.isFinite(value) ? value.toFixed(3) : "");

/** Coverage of the outer interval: overall, and furthest off in a segment of 200 series or more. */
function printCoverage(measured: readonly Measured[]): void {
  const rows = measured.map(({ name, metrics, seconds }) => {
    const { overall, segments } = metrics.published;
    const large = Object.entries(segments).filter(([, { series }]) => series >= 200);
    const told = large.map(([segment, scores]) => `${segment} ${percent(scores)}`);
    return [
      name,
      percent(overall),
      told.join(", "),
      (overall.bias ?? 0).toFixed(3),
      metrics.seconds.train.toFixed(0),
      seconds.toFixed(0),
    ];
  });
  printTable(
    ["coverage of 90 %", "all", "segments of 200 or more", "bias", "train s", "all s"],
    rows,
  );
}

const percent = ({ coverage }: Scores): string =>
  `${(100 * (coverage[0]?.actual ?? 0)).toFixed(1)}`;
