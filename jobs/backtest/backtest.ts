import { rm, writeFile } from "node:fs/promises";
import { join } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { dataFolderOf } from "#jobs/commands/run-options.ts";
import { embedStep } from "#jobs/embed/step.ts";
import { ingestStep } from "#jobs/ingest/step.ts";
import { prepareStep } from "#jobs/prepare/step.ts";
import { reconcileStep } from "#jobs/reconcile/step.ts";
import { scoreStep } from "#jobs/score/step.ts";
import { signalsStep } from "#jobs/signals/step.ts";
import { trainStep } from "#jobs/train/step.ts";
import { tuneStep } from "#jobs/tune/step.ts";
import { readConfig } from "#lib/config/read-config.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { makeFolder } from "#lib/lake/make-folder.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import type { Step } from "#lib/run/step.ts";
import { adoptedTraining } from "./adopted-training.ts";
import { factsStep } from "./facts-step.ts";
import { lineColumns } from "./forecast-lines.ts";
import { openLineFile } from "./line-file.ts";
import { type BacktestMetrics, backtestMetrics, type CutoffResult } from "./metrics.ts";
import { orderMetrics } from "./order-metrics.ts";
import { OrderReplay } from "./replay-orders.ts";
import { type BacktestSetting, runAt } from "./run-cutoff.ts";
import { scoreCutoff } from "./score-cutoff.ts";
import { showAblation } from "./show-ablation.ts";
import { showOrders } from "./show-orders.ts";
import { TextAblation } from "./text-ablation.ts";
import { textVariants, wordlessConfig } from "./wordless-config.ts";

export interface BacktestArgs {
  readonly config: string;
  readonly data: string | undefined;
  readonly cutoffs: readonly BusinessDate[];
  readonly refit: "first" | "each";
  /** Whether orders are replayed too. */
  readonly orders: boolean;
  /** Whether all is forecast again with less text, and without any. */
  readonly ablation: boolean;
  readonly out: string;
}

/** Forecasts from each cutoff on nothing later, and scores against what came. */
export async function backtest(args: BacktestArgs, io: CommandIo): Promise<void> {
  const config = await readConfig(args.config);
  await makeFolder(args.out);
  const work = join(args.out, ".work");
  const setting: BacktestSetting = {
    config,
    dataFolder: dataFolderOf(args),
    lake: await openLake(work),
  };
  const { results, replay, ablation } = await runCutoffs(setting, args, io);
  const orders = replay && orderMetrics(replay);
  const text = ablation?.metrics();
  const metrics = {
    ...backtestMetrics(results, config.quantiles),
    ...(orders && { orders }),
    ...(text && { text }),
  };
  await writeFile(join(args.out, "metrics.json"), `${JSON.stringify(metrics, null, 2)}\n`);
  await rm(work, { recursive: true });
  show(metrics, args.out, io);
  if (orders) showOrders(orders, config.orders.currency, io);
  if (text) showAblation(text, io);
  io.result(metrics);
}

interface CutoffsRun {
  readonly results: CutoffResult[];
  readonly replay: OrderReplay | undefined;
  readonly ablation: TextAblation | undefined;
}

async function runCutoffs(
  setting: BacktestSetting,
  args: BacktestArgs,
  io: CommandIo,
): Promise<CutoffsRun> {
  const { cutoffs, out, orders } = args;
  const { quantiles: levels, quantileNames } = setting.config;
  const columns = lineColumns(quantileNames);
  const forecasts = await openLineFile(join(out, "forecasts.csv"), columns);
  const baselines = await openLineFile(join(out, "baselines.csv"), ["model", ...columns]);
  const actuals = await runAt([ingestStep, prepareStep], setting, undefined, io);
  const replay = orders ? openReplay(setting, actuals.run, io) : undefined;
  const ablation = args.ablation ? openAblation(setting, actuals.run, io) : undefined;
  const results: CutoffResult[] = [];
  const sorted = [...new Set(cutoffs)].sort();
  const forecast = forecasterOf(setting, args, io);
  for (const [i, cutoff] of sorted.entries()) {
    io.print(`${io.style.bold(cutoff)}`);
    const { run, seconds } = await forecast(cutoff, replay ? [factsStep] : []);
    const { lake } = setting;
    await ablation?.add("text", run);
    const scores = await scoreCutoff({
      ...{ lake, run, actualsRun: actuals.run, cutoff, levels },
      writeForecasts: forecasts.write,
      writeBaselines: baselines.write,
    });
    const took = {
      train: seconds.get("train") ?? 0,
      forecast: secondsOf(seconds, "score", "reconcile"),
    };
    results.push({ cutoff, ...scores, seconds: took });
    await replay?.play(run, sorted[i + 1]);
  }
  await forecasts.close();
  await baselines.close();
  if (ablation) await addWithLess(ablation, setting, { ...args, cutoffs: sorted }, io);
  return { results, replay, ablation };
}

/** A night up to its scores at one cutoff after another, what the first learned kept where asked for. */
function forecasterOf(setting: BacktestSetting, { refit }: BacktestArgs, io: CommandIo) {
  let first: string | undefined;
  return async (cutoff: BusinessDate, more: readonly Step[] = []) => {
    const train = first !== undefined && refit === "first" ? adoptedTraining(first) : trainStep;
    const learning = train === trainStep ? [tuneStep, train] : [train];
    const known = [ingestStep, prepareStep, embedStep, signalsStep];
    const steps = [...known, ...learning, scoreStep, reconcileStep, ...more];
    const found = await runAt(steps, setting, cutoff, io);
    first ??= found.run;
    return found;
  };
}

/** Forecasts all again with less text. */
async function addWithLess(
  ablation: TextAblation,
  setting: BacktestSetting,
  args: BacktestArgs,
  io: CommandIo,
): Promise<void> {
  for (const variant of textVariants.filter((name) => name !== "text")) {
    const config = wordlessConfig(setting.config, variant);
    const forecast = forecasterOf({ ...setting, config }, args, io);
    for (const cutoff of args.cutoffs) {
      io.print(io.style.bold(`${cutoff}, ${variant}`));
      await ablation.add(variant, (await forecast(cutoff)).run);
    }
  }
}

function openAblation({ config, lake }: BacktestSetting, actualsRun: string, io: CommandIo) {
  const seed = io.seed ?? config.seed;
  return new TextAblation({ lake, actualsRun, levels: config.quantiles, seed });
}

function openReplay({ config, lake }: BacktestSetting, actualsRun: string, io: CommandIo) {
  return new OrderReplay({ config, lake, actualsRun, seed: io.seed ?? config.seed });
}

function show(metrics: BacktestMetrics, out: string, io: CommandIo): void {
  const models = [["published", metrics.published] as const, ...Object.entries(metrics.baselines)];
  const rows = models.map(([name, { overall, wrmsse }]) => [
    name,
    ...[overall.sql, overall.wql, overall.mase, overall.wape, overall.bias].map(threeDigits),
    threeDigits(overall.coverage[0]?.actual ?? null),
    threeDigits(wrmsse.overall),
  ]);
  io.print("");
  io.print(textTable(scoreTitles, rows, io.style));
  if (metrics.published.overall.wql === null) {
    io.print("\nNo sales are known after these cutoffs, so there is nothing to score.");
  }
  io.print(`\nWrote forecasts.csv, baselines.csv and metrics.json to ${io.style.accent(out)}.`);
}

const scoreTitles = ["forecast", "SQL", "WQL", "MASE", "WAPE", "bias", "coverage", "WRMSSE"];
const secondsOf = (seconds: ReadonlyMap<string, number>, ...steps: readonly string[]): number =>
  steps.reduce((sum, step) => sum + (seconds.get(step) ?? 0), 0);
const threeDigits = (score: number | null): string => score?.toFixed(3) ?? "";
