import { badRequest, notFound, quoted } from "#lib/api/api-error.ts";
import { requireDate, requireKnown, requireText } from "#lib/api/body-fields.ts";
import { type Fields, jsonBody } from "#lib/api/request.ts";
import { json, type Route } from "#lib/api/route.ts";
import { predictionCall } from "#lib/api/routes/prediction-call.ts";
import type { PredictionAnswer } from "#lib/contracts/api-answers.ts";
import type { SeriesRecord } from "#lib/contracts/serving.ts";
import { quantileColumn } from "#lib/domain/quantile-levels.ts";
import {
  type AskedSeries,
  type Prediction,
  predictSeries,
  type WhatIf,
} from "#lib/prediction/predict-series.ts";
import type { ServingModel } from "#lib/prediction/serving-model.ts";
import type { ServingModels } from "./serving-models.ts";
import { unservedRun } from "./unserved-run.ts";

const longestId = 200;
/** Periods of a history that is given. */
const longestHistory = 5_000;

/** A forecast made now, by the model of the publication in use. */
export const predictionRoute = (models: ServingModels): Route => ({
  ...predictionCall,
  answer: async ({ event }, { publications }) => {
    const fields = jsonBody(event);
    requireKnown(fields, ["item", "location", "history", "known"]);
    const whatIf = whatIfOf(fields);
    const item = requireText(fields, "item", longestId);
    const given =
      fields.location === undefined ? undefined : requireText(fields, "location", longestId);
    const publication = await publications.current();
    const locations = (await publication.catalogue()).locationsOf(item);
    const location = given ?? (locations.length === 1 ? locations[0] : undefined) ?? "all";
    const record = await (await publication.series()).find([item, location]);
    if (record === undefined && whatIf.history === undefined) throw unseen(item, location);
    const { model, asked } = await open(models, publication.run, record ?? { item, location });
    const prediction = await predictSeries(model, asked, whatIf);
    return json<PredictionAnswer>(answerOf(publication.run, prediction, model), publication.run);
  },
});

/** @param series where it lies in the run, or what nobody has seen */
async function open(
  models: ServingModels,
  run: string,
  series: Pick<SeriesRecord, "shard" | "row"> | { item: string; location: string },
): Promise<{ readonly model: ServingModel; readonly asked: AskedSeries }> {
  try {
    const { model, shardWith } = await models.of(run);
    if (!("shard" in series)) return { model, asked: series };
    const { shard, row } = series;
    return { model, asked: { shard: await shardWith(shard, row), row } };
  } catch (error) {
    throw unservedRun(run, error);
  }
}

const unseen = (item: string, location: string) =>
  notFound(
    "SERIES_UNKNOWN",
    `Nothing is known of item ${quoted(item)} at ${quoted(location)}.`,
    "Look it up with GET /v1/series, or say in history what it sold.",
  );

function whatIfOf({ history, known }: Fields): WhatIf {
  return {
    ...(history !== undefined && { history: historyOf(history) }),
    ...(known !== undefined && { known: knownOf(known) }),
  };
}

function historyOf(given: unknown): NonNullable<WhatIf["history"]> {
  const fields = objectOf(given, "history");
  requireKnown(fields, ["from", "values"]);
  const { values } = fields;
  const isGood =
    Array.isArray(values) && values.length <= longestHistory && values.every(isNumberOrNull);
  if (!isGood)
    throw wrong("history.values", `a list of at most ${longestHistory} numbers or nulls`);
  return { from: requireDate(fields, "from"), values: values as (number | null)[] };
}

function knownOf(given: unknown): NonNullable<WhatIf["known"]> {
  const fields = objectOf(given, "known");
  for (const [name, value] of Object.entries(fields)) {
    const isGood = [value].flat().every((one) => typeof one === "number");
    if (!isGood) throw wrong(`known.${name}`, "a number, or a list of numbers");
  }
  return fields as NonNullable<WhatIf["known"]>;
}

function objectOf(given: unknown, name: string): Fields {
  if (typeof given === "object" && given !== null && !Array.isArray(given)) return given as Fields;
  throw wrong(name, "an object in braces");
}

const isNumberOrNull = (value: unknown): boolean => value === null || typeof value === "number";

const wrong = (name: string, wanted: string) =>
  badRequest("BAD_FIELD", `The field ${quoted(name)} is not ${wanted}.`, "Correct it.");

function answerOf(
  run: string,
  made: Prediction,
  { settings, dataset }: ServingModel,
): PredictionAnswer {
  const { item, location, model, method, segment, dates, mean, quantiles, saleProbability } = made;
  const names = settings.levels.map(quantileColumn);
  return {
    run,
    ...{ item, location, model, method, segment },
    forecast: dates.map((date, h) => ({
      date,
      mean: mean[h] ?? null,
      quantiles: Object.fromEntries(names.map((name, q) => [name, quantiles[h]?.[q] ?? null])),
      sale_probability: saleProbability[h] ?? null,
    })),
    known: dataset.known,
  };
}
