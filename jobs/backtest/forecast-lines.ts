import type { BusinessDate } from "#lib/domain/business-date.ts";
import { csvLine, quotedText } from "#lib/publication/csv-text.ts";
import { numberText } from "#lib/publication/number-text.ts";

/** What the lines of one series begin with. */
export interface LineKey {
  /** Given in `baselines.csv` alone. */
  readonly model?: string;
  readonly cutoff: BusinessDate;
  readonly item: string;
  readonly location: string;
  /** [horizon] */
  readonly dates: readonly BusinessDate[];
  /** [horizon] NaN where unknown. */
  readonly actual: Float32Array;
}

/** @param quantileNames  columns of the quantiles, as the config writes them */
export const lineColumns = (quantileNames: readonly string[]): string[] => [
  "cutoff",
  "item",
  "location",
  "date",
  "actual",
  "mean",
  ...quantileNames,
];

/** One line a period forecast of one series, for programs: ids stand as they are. */
export function forecastLines(
  { model, cutoff, item, location, dates, actual }: LineKey,
  { mean, quantiles }: { readonly mean: Float32Array; readonly quantiles: Float32Array },
): string {
  const levels = quantiles.length / mean.length;
  const start = [...(model === undefined ? [] : [model]), cutoff, item, location].map(quotedText);
  let lines = "";
  for (const [h, date] of dates.entries()) {
    const values = quantiles.subarray(h * levels, (h + 1) * levels);
    const numbers = [actual[h] ?? Number.NaN, mean[h] ?? Number.NaN, ...values].map(numberText);
    lines += csvLine([...start, date, ...numbers]);
  }
  return lines;
}
