import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { QuantileLevels } from "#lib/domain/quantile-levels.ts";
import type { ForecastSettings } from "#lib/forecasting/forecast.ts";

export const forecastSettings = (
  { season, horizon, nonNegative, wholeNumbers }: DatasetDescription,
  levels: QuantileLevels,
): ForecastSettings => ({ season, horizon, levels, nonNegative, wholeNumbers });
