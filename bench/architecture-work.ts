import { openRunForecaster } from "#lib/candidates/open-forecaster.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { trainRunModel } from "#lib/candidates/train-run-model.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import { readConfig } from "#lib/config/read-config.ts";
import { openLake } from "#lib/lake/open-lake.ts";
import { encodeForecastModel, type ForecastModel } from "#lib/models/forecast-model.ts";
import { windowLengths } from "#lib/models/forecast-plan.ts";
import type { LearnedName } from "#lib/models/forecaster.ts";
import { variants } from "./architecture/variants.ts";
import { scoreLearned } from "./score-learned.ts";

/** What it prints: one of each variant, and the trees last. */
export interface VariantScore {
  readonly variant: string;
  readonly wql: number;
  readonly sql: number;
  /** Of training the network and as many trees as every variant has. */
  readonly seconds: number;
}

const [configPath = "", address = "", run = "", ...chosen] = process.argv.slice(2);
const threads = 2;
const config = await readConfig(configPath);
const lake = await openLake(address);
const dataset = await readDataset(lake, run);
const cutoffs = validationCutoffs(dataset);
const cutoffPeriod = Math.min(...cutoffs);
const { quantiles, seed } = config;

async function learn(variant: string, trees: number): Promise<ForecastModel> {
  const { context } = windowLengths(dataset, config.training.context);
  const { without = [], settings, ...changed } = variants[variant]?.(context) ?? {};
  const has = (part: (typeof without)[number]) => !without.includes(part);
  const seen = {
    ...dataset,
    known: has("known") ? dataset.known : [],
    past: has("past") ? dataset.past : [],
    statics: has("statics") ? dataset.statics : [],
  };
  return await trainRunModel({
    ...{ lake, run, dataset: seen, cutoffPeriod, quantiles, context: 0, effort: "quick" },
    ...{ seed, threads, settings: { ...settings, trees }, isWordless: !has("words") },
    progress: { report: () => {} },
    signal: new AbortController().signal,
    ...changed,
  });
}

async function score(model: ForecastModel, name: LearnedName) {
  const bytes = encodeForecastModel(model);
  const forecaster = await openRunForecaster(lake, run, bytes, { threads, asOf: cutoffPeriod });
  const exam = { lake, run, dataset, quantiles, cutoffs };
  const { wql, sql } = await scoreLearned(forecaster, name, exam);
  await forecaster.close();
  return { wql: wql ?? Number.NaN, sql: sql ?? Number.NaN };
}

const fewTrees = 10;
const scores: VariantScore[] = [];
for (const variant of chosen) {
  const began = performance.now();
  const model = await learn(variant, fewTrees);
  const seconds = (performance.now() - began) / 1000;
  scores.push({ variant, ...(await score(model, "network")), seconds });
  const { wql, sql } = scores.at(-1) as VariantScore;
  console.error(
    `${variant}: WQL ${wql.toFixed(3)}, SQL ${sql.toFixed(3)}, ${seconds.toFixed(0)} s`,
  );
}
const began = performance.now();
const grown = await learn("as it is", 100);
const seconds = (performance.now() - began) / 1000;
scores.push({ variant: "trees", ...(await score(grown, "boosted")), seconds });
console.log(JSON.stringify(scores));
