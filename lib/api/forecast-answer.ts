import type {
  ForecastAnswer,
  ForecastPoint,
  HistoryPoint,
  OverrideEntry,
} from "#lib/contracts/api-answers.ts";
import type { SeriesRecord, ServingTerms } from "#lib/contracts/serving.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { periodDate } from "#lib/domain/period.ts";
import { quantileColumn } from "#lib/domain/quantile-levels.ts";
import { corrected } from "./override-book.ts";
import type { Publication } from "./publication.ts";

/** By the digit of a `periodState`. */
const stateNames = ["observed", "missing", "closed", "outOfStock"] as const;

/** A series' record with dates, and with what planners corrected beside the model's own numbers. */
export function forecastAnswer(
  { run, manifest }: Publication,
  terms: ServingTerms,
  [item, location]: readonly [string, string],
  record: SeriesRecord,
  overrides: readonly OverrideEntry[],
): ForecastAnswer {
  const { title, category, method, segment } = record;
  return {
    run,
    ...{ item, location, title, category },
    target: manifest.target,
    frequency: manifest.frequency,
    cutoff: manifest.cutoff,
    ...{ method, segment },
    history: historyOf(record, terms),
    forecast: forecastOf(record, forecastDates(record, terms), manifest.quantiles, overrides),
    trend: record.trend ?? null,
    order: record.reorder ?? null,
    overrides,
    version: overrides.length,
  };
}

/** Dates by how far their period lies from the cutoff: the same for all series of a publication. */
const knownDates = new WeakMap<ServingTerms, Map<number, BusinessDate>>();

function dateAt(terms: ServingTerms, ahead: number): BusinessDate {
  const dates = knownDates.get(terms) ?? new Map<number, BusinessDate>();
  knownDates.set(terms, dates);
  const known = dates.get(ahead) ?? periodDate(terms.cutoffPeriod + ahead, terms.calendar);
  dates.set(ahead, known);
  return known;
}

const forecastDates = ({ mean }: SeriesRecord, terms: ServingTerms): BusinessDate[] =>
  mean.map((_, h) => dateAt(terms, 1 + h));

function historyOf({ history, states }: SeriesRecord, terms: ServingTerms): HistoryPoint[] {
  return history.map((actual, at) => ({
    date: dateAt(terms, at - history.length + 1),
    actual,
    state: stateNames[Number(states[at])] ?? "missing",
  }));
}

function forecastOf(
  { mean: published, modelMean, quantiles, saleProbability }: SeriesRecord,
  dates: readonly BusinessDate[],
  levels: readonly number[],
  overrides: readonly OverrideEntry[],
): ForecastPoint[] {
  const mean = modelMean ?? published;
  const own = corrected(dates, mean, overrides);
  const names = levels.map(quantileColumn);
  return dates.map((date, h) => ({
    date,
    mean: mean[h] ?? null,
    quantiles: Object.fromEntries(
      names.map((name, q) => [name, quantiles[h * levels.length + q] ?? null]),
    ),
    sale_probability: saleProbability[h] ?? null,
    corrected: own[h] ?? null,
  }));
}
