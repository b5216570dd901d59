import type { EarlierForecast } from "#lib/contracts/api-answers.ts";
import type { SeriesRecord, ServingTerms } from "#lib/contracts/serving.ts";
import { periodDate } from "#lib/domain/period.ts";

type Point = EarlierForecast["points"][number];

interface EarlierRun {
  readonly run: string;
  readonly record: SeriesRecord;
  readonly terms: ServingTerms;
}

/** An earlier forecast of the series, held to what is known of the same periods now. */
export function heldTo(
  now: SeriesRecord,
  { cutoffPeriod: known }: ServingTerms,
  { run, record, terms: { calendar, cutoffPeriod } }: EarlierRun,
): EarlierForecast {
  const levels = record.quantiles.length / Math.max(1, record.mean.length);
  const since = Math.min(record.mean.length, Math.max(0, known - cutoffPeriod));
  const points = Array.from({ length: since }, (_, h): Point => {
    const period = cutoffPeriod + 1 + h;
    return {
      date: periodDate(period, calendar),
      mean: record.mean[h] ?? null,
      low: record.quantiles[h * levels] ?? null,
      high: record.quantiles[(h + 1) * levels - 1] ?? null,
      actual: now.history[now.history.length - 1 - (known - period)] ?? null,
    };
  });
  return { run, cutoff: periodDate(cutoffPeriod, calendar), points, ...scoresOf(points) };
}

function scoresOf(points: readonly Point[]) {
  const seen = points.filter((point) => point.actual !== null && point.mean !== null);
  const sum = (value: (point: Point) => number) => seen.reduce((total, p) => total + value(p), 0);
  const error = (point: Point) => (point.mean as number) - (point.actual as number);
  const sold = sum(({ actual }) => actual as number);
  const share = (value: number) => (sold > 0 ? Number((value / sold).toPrecision(6)) : null);
  const isWithin = ({ low, high, actual }: Point) =>
    (low as number) <= (actual as number) && (actual as number) <= (high as number);
  return {
    wape: share(sum((point) => Math.abs(error(point)))),
    bias: share(sum(error)),
    coverage: seen.length === 0 ? null : seen.filter(isWithin).length / seen.length,
  };
}
