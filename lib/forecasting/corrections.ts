import { type Calibration, calibrate, learnCalibration } from "./calibration.ts";
import { ConformalErrors } from "./conformal-errors.ts";
import type { Forecast, ForecastSettings } from "./forecast.ts";
import { applyHurdle, type HurdledForecast, type HurdleUse, learnHurdle } from "./hurdle.ts";
import { calibrateSales, learnSaleCalibration, type SaleCalibration } from "./sale-calibration.ts";
import { learnSpread, type SpreadFactors, spreadOf, spreadQuantiles } from "./spread-factor.ts";

/** What validation taught of the errors of the blends; plain JSON. */
export interface Corrections {
  /** Missing in models of earlier versions, which are spread as they are. */
  readonly spread?: SpreadFactors;
  readonly quantiles: Calibration;
  readonly sales: SaleCalibration;
  readonly hurdle: HurdleUse;
}

/** A validation forecast by the blend of its segment. */
export interface BlendedForecast extends HurdledForecast {
  readonly half: 0 | 1;
  /** Seasonal error of the history, units. */
  readonly scale: number;
}

/** Sale probabilities first, then the spread of quantiles, each quantile by itself, and the hurdle. */
export function learnCorrections(
  forecasts: readonly BlendedForecast[],
  settings: ForecastSettings,
): Corrections {
  const sales = learnSaleCalibration(forecasts);
  const told = forecasts.map((forecast): BlendedForecast => {
    const saleProbability = forecast.saleProbability.slice();
    calibrateSales(sales, forecast.segment, saleProbability);
    return { ...forecast, saleProbability, quantiles: forecast.quantiles.slice() };
  });
  const spread = learnSpread(told, settings);
  for (const { segment, quantiles } of told) {
    spreadQuantiles(quantiles, spreadOf(spread, segment), settings);
  }
  const errors = new ConformalErrors(settings.levels, settings.horizon);
  for (const forecast of told) errors.add(forecast);
  const quantiles = learnCalibration(errors);
  for (const forecast of told) {
    calibrate(quantiles, forecast.segment, forecast.quantiles, settings);
  }
  const none: HurdleUse = { overall: false, segments: {} };
  const hurdle = settings.nonNegative ? learnHurdle(told, settings.levels) : none;
  return { spread, quantiles, sales, hurdle };
}

/** Corrects the forecast of one series in place. */
export function correctForecast(
  { spread, quantiles, sales, hurdle }: Corrections,
  segment: string,
  forecast: Pick<Forecast, "quantiles" | "saleProbability">,
  settings: ForecastSettings,
): void {
  if (spread) spreadQuantiles(forecast.quantiles, spreadOf(spread, segment), settings);
  calibrate(quantiles, segment, forecast.quantiles, settings);
  calibrateSales(sales, segment, forecast.saleProbability);
  if (hurdle.segments[segment] ?? hurdle.overall) {
    applyHurdle(forecast.quantiles, forecast.saleProbability, settings.levels);
  }
}
