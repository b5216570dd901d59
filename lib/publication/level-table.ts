import type { LevelForecasts } from "#lib/contracts/level-forecasts.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { csvLine, csvText } from "./csv-text.ts";
import { numberText } from "./number-text.ts";

/** @param quantileNames  columns of the quantiles, as the config writes them */
export const levelColumns = (quantileNames: readonly string[]): string[] => [
  ...["level", "group", "series", "date", "mean"],
  ...quantileNames,
  "method",
];

/** Lines of `levels.csv`, one block a sum, one line a period. */
export function* levelLines(
  { level, group, series, mean, quantiles, method }: LevelForecasts,
  dates: readonly BusinessDate[],
): Generator<string> {
  const levels = quantiles.length / Math.max(1, mean.length);
  for (const [a, name] of level.entries()) {
    const start = [csvText(name), csvText(group[a]), String(series[a])].join(",");
    yield dates
      .map((date, h) => {
        const at = a * dates.length + h;
        const own = quantiles.subarray(at * levels, (at + 1) * levels);
        const numbers = [mean[at], ...own].map(numberText);
        return csvLine([start, date, ...numbers, csvText(method[a])]);
      })
      .join("");
  }
}
