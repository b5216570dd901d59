import { type Calibration, calibrate, learnCalibration } from "./calibration.ts";
import { ConformalErrors } from "./conformal-errors.ts";
import type { Forecast, ForecastSettings } from "./forecast.ts";
import { applyHurdle, type HurdledForecast, type HurdleUse, learnHurdle } from "./hurdle.ts";
import { calibrateSales, learnSaleCalibration, type SaleCalibration } from "./sale-calibration.ts";

/** What validation taught of the errors of the blends; plain JSON. */
export interface Corrections {
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

/** Quantiles first, then sale probabilities, then the hurdle on both as corrected. */
export function learnCorrections(
  forecasts: readonly BlendedForecast[],
  settings: ForecastSettings,
): Corrections {
  const { levels, horizon } = settings;
  const errors = new ConformalErrors(levels, horizon);
  for (const forecast of forecasts) errors.add(forecast);
  const quantiles = learnCalibration(errors);
  const sales = learnSaleCalibration(forecasts);
  const corrected = forecasts.map((forecast): HurdledForecast => {
    const copy = {
      quantiles: forecast.quantiles.slice(),
      saleProbability: forecast.saleProbability.slice(),
    };
    calibrate(quantiles, forecast.segment, copy.quantiles, settings);
    calibrateSales(sales, forecast.segment, copy.saleProbability);
    return { ...forecast, ...copy };
  });
  const none: HurdleUse = { overall: false, segments: {} };
  const hurdle = settings.nonNegative ? learnHurdle(corrected, levels) : none;
  return { quantiles, sales, hurdle };
}

/** Corrects the forecast of one series in place. */
export function correctForecast(
  { quantiles, sales, hurdle }: Corrections,
  segment: string,
  forecast: Pick<Forecast, "quantiles" | "saleProbability">,
  settings: ForecastSettings,
): void {
  calibrate(quantiles, segment, forecast.quantiles, settings);
  calibrateSales(sales, segment, forecast.saleProbability);
  if (hurdle.segments[segment] ?? hurdle.overall) {
    applyHurdle(forecast.quantiles, forecast.saleProbability, settings.levels);
  }
}
