import { blankForecast, type Forecast, type ForecastSettings } from "./forecast.ts";
import type { ObservedSeries } from "./observed-series.ts";
import { seriesLoss } from "./series-loss.ts";
import {
  type DrawnSample,
  drawSample,
  type SortedSample,
  sampleBefore,
  sortSample,
} from "./weighted-sample.ts";

/** How much a past value weighs for a period to come. */
interface Kernel {
  /** Periods after which a value weighs half. */
  readonly halfLife: number;
  /** Weight of a value from another phase of the season, 0 … 1. */
  readonly otherPhase: number;
}

/** Horizons at the end of the history on which kernels are compared. */
const rehearsals = 2;

/**
 * Draws the future from the past: the non-parametric forecaster NPTS (Alexandrov et al., GluonTS,
 * 2020). A value observed `age` periods ago comes again with a probability in proportion to
 *
 *     w = 2^(−age / halfLife) · (1 at the same phase of the season, else otherPhase)
 *
 * so that rare, lumpy and steady sales keep their shape, zeros included. Half-life and otherPhase
 * are those with the least quantile loss on the last horizons of the history.
 */
export function recentValues(series: ObservedSeries, settings: ForecastSettings): Forecast {
  const periods = series.values.length;
  const sample = sortSample(series.values);
  const kernel = bestKernel(series.values, sample, settings);
  return drawForecast(sample, periods, kernel, settings);
}

function kernelsTried({ season, horizon }: ForecastSettings): Kernel[] {
  const base = Math.max(horizon, Math.min(season, 28));
  const shares = season > 1 ? [1, 0.05] : [1];
  return [0.5, 1.5, 5].flatMap((times) =>
    shares.map((otherPhase) => ({ halfLife: times * base, otherPhase })),
  );
}

function bestKernel(values: Float64Array, all: SortedSample, settings: ForecastSettings): Kernel {
  const kernels = kernelsTried(settings);
  const losses = new Float64Array(kernels.length);
  for (let back = 1; back <= rehearsals; back++) {
    const cutoff = values.length - back * settings.horizon;
    if (cutoff < 2 * settings.horizon) break;
    const sample = sampleBefore(all, cutoff);
    const actual = Float32Array.from(values.subarray(cutoff, cutoff + settings.horizon));
    for (const [k, kernel] of kernels.entries()) {
      const { quantiles } = drawForecast(sample, cutoff, kernel, settings);
      losses[k] += seriesLoss(actual, quantiles, settings.levels);
    }
  }
  return kernels[losses.indexOf(Math.min(...losses))];
}

function drawForecast(
  sample: SortedSample,
  periods: number,
  kernel: Kernel,
  settings: ForecastSettings,
): Forecast {
  const { season, horizon, levels, wholeNumbers } = settings;
  const forecast = blankForecast(settings);
  const ages = decayByAge(periods + 1, kernel.halfLife);
  const weights = new Float64Array(sample.values.length);
  const byPhase = new Map<number, DrawnSample>();
  for (let h = 0; h < horizon; h++) {
    const phase = kernel.otherPhase === 1 ? 0 : (periods + h) % season;
    let drawn = byPhase.get(phase);
    if (drawn === undefined) {
      for (let i = 0; i < weights.length; i++) {
        const period = sample.periods[i];
        const share = period % season === phase ? 1 : kernel.otherPhase;
        weights[i] = ages[periods - period] * share;
      }
      drawn = drawSample(sample.values, weights, levels, wholeNumbers ? 0.5 : 0);
      byPhase.set(phase, drawn);
    }
    forecast.mean[h] = drawn.mean;
    forecast.saleProbability[h] = drawn.above;
    forecast.quantiles.set(drawn.quantiles, h * levels.length);
  }
  return forecast;
}

/** [ages] 2^(−age / halfLife) */
function decayByAge(count: number, halfLife: number): Float64Array {
  const decay = new Float64Array(count).fill(1);
  const kept = 2 ** (-1 / halfLife);
  for (let age = 1; age < count; age++) decay[age] = decay[age - 1] * kept;
  return decay;
}
