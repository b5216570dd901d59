import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import { readPreparedShard } from "#lib/candidates/read-shards.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import { quantileColumn } from "#lib/domain/quantile-levels.ts";
import type { Lake } from "#lib/lake/lake.ts";
import {
  type AskedSeries,
  type Prediction,
  predictSeries,
  type WhatIf,
} from "#lib/prediction/predict-series.ts";
import { openServingModel, type ServingModel } from "#lib/prediction/serving-model.ts";
import { type AskedRun, openAskedRun } from "./asked-run.ts";
import { findSeries } from "./find-series.ts";

interface PredictArgs extends AskedRun {
  readonly item: string;
  readonly location: string | undefined;
  readonly price: number | undefined;
  readonly promotion: number | undefined;
  readonly set: string | undefined;
  readonly history: string | undefined;
  readonly from: BusinessDate | undefined;
}

/** Forecasts one series with the model of a run, and shows what the supposition changes. */
export async function predict(args: PredictArgs, io: CommandIo): Promise<void> {
  const { lake, manifest } = await openAskedRun(args);
  const serving = await openServingModel(lake, manifest.run, { threads: io.threads });
  try {
    const series = await askedSeries(lake, manifest.run, serving, args);
    const whatIf = whatIfOf(args, serving);
    const began = performance.now();
    const prediction = await predictSeries(serving, series, whatIf);
    const milliseconds = performance.now() - began;
    const usual = whatIf.known && (await predictSeries(serving, series, { ...whatIf, known: {} }));
    show(prediction, usual, serving, io);
    const total = (mean: readonly number[]) => mean.reduce((sum, value) => sum + value, 0);
    io.result({
      run: manifest.run,
      ...prediction,
      levels: serving.settings.levels,
      total: total(prediction.mean),
      ...(usual && { usualTotal: total(usual.mean) }),
      milliseconds,
    });
  } finally {
    await serving.close();
  }
}

async function askedSeries(
  lake: Lake,
  run: string,
  { dataset }: ServingModel,
  { item, location, history }: PredictArgs,
): Promise<AskedSeries> {
  const place = await findSeries(lake, run, dataset, { item, location });
  if (place) return { shard: await readPreparedShard(lake, run, place.shard), row: place.row };
  if (history !== undefined) return { item, location: location ?? "all" };
  throw new UsageError(
    `Run ${run} has no item ${item}.`,
    "Check its spelling, or say with --history what it sold.",
  );
}

function whatIfOf(args: PredictArgs, { dataset }: ServingModel): WhatIf {
  const { price, promotion, set, history, from } = args;
  const known = {
    ...(set === undefined ? {} : parseSettings(set)),
    ...(price !== undefined && { price }),
    ...(promotion !== undefined && { promotion }),
  };
  const next = periodDate(dataset.cutoffPeriod + 1, dataset.calendar);
  return {
    ...(history !== undefined && { history: { from: from ?? next, values: parseValues(history) } }),
    ...(Object.keys(known).length > 0 && { known }),
  };
}

const parseValues = (text: string): (number | null)[] =>
  text.split(",").map((part) => (part.trim() === "" ? null : parseValue("--history", part)));

const parseSettings = (text: string): Record<string, number> =>
  Object.fromEntries(
    text.split(",").map((part) => {
      const at = part.lastIndexOf("=");
      if (at <= 0) throw new UsageError(`--set holds "${part}".`, "Write NAME=V,NAME=V.");
      return [part.slice(0, at).trim(), parseValue("--set", part.slice(at + 1))];
    }),
  );

function parseValue(option: string, text: string): number {
  const value = text.trim() === "" ? Number.NaN : Number(text);
  if (Number.isFinite(value)) return value;
  throw new UsageError(`${option} holds "${text}".`, "Give numbers with commas between.");
}

function show(
  prediction: Prediction,
  usual: Prediction | undefined,
  { settings, model }: ServingModel,
  { print, style }: CommandIo,
): void {
  const { item, location, method, segment, dates, mean, quantiles, saleProbability } = prediction;
  print(`${style.bold(`${item} @ ${location}`)}: ${method}, segment ${segment}, model ${model}\n`);
  const titles = [
    "date",
    "mean",
    ...(usual ? ["as planned"] : []),
    ...settings.levels.map(quantileColumn),
    "sale",
  ];
  const rows = dates.map((date, h) => [
    date,
    rounded(mean[h]),
    ...(usual ? [rounded(usual.mean[h])] : []),
    ...(quantiles[h] ?? []).map(rounded),
    rounded(saleProbability[h]),
  ]);
  print(textTable(titles, rows, style));
  if (usual && isSame(prediction, usual)) {
    print(`\n${method} forecasts from the series' own history: it does not read covariates.`);
  }
}

const rounded = (value: number | undefined): number => Number((value ?? 0).toFixed(2));

const isSame = (a: Prediction, b: Prediction): boolean => a.mean.every((m, h) => m === b.mean[h]);
