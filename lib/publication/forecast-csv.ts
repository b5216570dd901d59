import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import { csvLine, csvText } from "./csv-text.ts";
import { numberText } from "./number-text.ts";
import type { SpillFile } from "./spill-file.ts";

/** @param quantileNames  columns of the quantiles, as the config writes them */
export const forecastColumns = (quantileNames: readonly string[]): string[] => [
  "run",
  "item",
  "location",
  "date",
  "mean",
  ...quantileNames,
  "sale_probability",
  "method",
];

export interface ForecastRows {
  readonly run: string;
  /** The dates that name the periods forecast, [horizon]. */
  readonly dates: readonly BusinessDate[];
  readonly quantiles: QuantileLevels;
}

/** Lines of `forecast.csv`, one block a series, one line a period. */
export function spillForecasts(spill: SpillFile, shard: ForecastShard, rows: ForecastRows): void {
  for (const [s, item] of shard.item.entries()) {
    const location = shard.location[s] as string;
    spill.add({ rank: 0, item, location }, seriesLines(shard, s, rows));
  }
}

function seriesLines(shard: ForecastShard, s: number, rows: ForecastRows): string {
  const { dates, quantiles } = rows;
  const levels = quantiles.length;
  const key = [rows.run, shard.item[s] as string, shard.location[s] as string];
  const start = key.map(csvText).join(",");
  const method = csvText(shard.method[s] as string);
  let lines = "";
  for (const [h, date] of dates.entries()) {
    const at = s * dates.length + h;
    let line = `${start},${date},${numberText(shard.mean[at] as number)}`;
    for (let q = at * levels; q < (at + 1) * levels; q++) {
      line += `,${numberText(shard.quantiles[q] as number)}`;
    }
    lines += csvLine([line, numberText(shard.saleProbability[at] as number), method]);
  }
  return lines;
}
