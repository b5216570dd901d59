import { remapStatics } from "#lib/candidates/remap-statics.ts";
import { scoreShard } from "#lib/candidates/score-shard.ts";
import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodDate, periodOfDate } from "#lib/domain/period.ts";
import { type GivenCovariate, withCovariates, withHistory } from "./changed-series.ts";
import { type LoneSeries, loneSeries, unseenSeries } from "./lone-series.ts";
import type { ServingModel } from "./serving-model.ts";

/** What is supposed to be so, beside or instead of what the run knew. */
export interface WhatIf {
  /** Target a period from the one that holds `from` on; what goes past the cutoff moves the forecast on. */
  readonly history?: {
    readonly from: BusinessDate;
    readonly values: readonly (number | null)[];
  };
  /** Covariates after the cutoff by name, `price` and `promotion` among them. */
  readonly known?: Readonly<Record<string, GivenCovariate>>;
}

/** A forecast made now; dates name the periods after the last known one, [horizon]. */
export interface Prediction {
  readonly item: string;
  readonly location: string;
  readonly model: string;
  /** The candidate that made it, and the segment whose choice that is. */
  readonly method: string;
  readonly segment: string;
  readonly dates: readonly BusinessDate[];
  readonly mean: readonly number[];
  /** [horizon][levels] */
  readonly quantiles: readonly (readonly number[])[];
  readonly saleProbability: readonly number[];
}

/** A series of a prepared shard, or one that nobody has seen. */
export type AskedSeries =
  | { readonly shard: PreparedShard; readonly row: number }
  | { readonly item: string; readonly location: string };

/** Forecasts one series as the night does, from what is known of it and what is supposed. */
export async function predictSeries(
  serving: ServingModel,
  asked: AskedSeries,
  { history, known = {} }: WhatIf = {},
): Promise<Prediction> {
  const { dataset, trained, settings, forecaster, expected } = serving;
  const { calendar, horizon, nonNegative } = dataset;
  let series = seriesOf(serving, asked);
  if (history) {
    const given = {
      firstPeriod: periodOfDate(history.from, calendar),
      values: history.values,
    };
    series = withHistory(series, given, { horizon, nonNegative });
  }
  const { shard, cutoffPeriod } = withCovariates(series, known, horizon);
  const remapped = remapStatics(shard, dataset.statics, trained.statics);
  const scoring = { ...trained, cutoffPeriod, settings, forecaster, expected };
  const { forecasts } = await scoreShard(remapped, scoring);
  const { mean, quantiles, saleProbability, method, segment, item, location } = forecasts;
  const levels = settings.levels.length;
  return {
    item: item[0] as string,
    location: location[0] as string,
    model: serving.model,
    method: method[0] as string,
    segment: segment[0] as string,
    dates: Array.from(mean, (_, h) => periodDate(cutoffPeriod + 1 + h, calendar)),
    mean: Array.from(mean),
    quantiles: Array.from(mean, (_, h) => [...quantiles.subarray(h * levels, (h + 1) * levels)]),
    saleProbability: Array.from(saleProbability),
  };
}

const seriesOf = ({ dataset }: ServingModel, asked: AskedSeries): LoneSeries =>
  "shard" in asked
    ? loneSeries(asked.shard, asked.row, dataset.horizon)
    : unseenSeries(asked.item, asked.location, dataset);
