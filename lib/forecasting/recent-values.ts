import { blankForecast, type Forecast, type ForecastSettings } from "./forecast.ts";
import type { ObservedSeries } from "./observed-series.ts";
import { seriesLoss } from "./series-loss.ts";
import { type DrawnSample, drawSample, sampleOf, type ValueSample } from "./weighted-sample.ts";

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
  const sample = sampleOf(series.values);
  const { halfLife, otherPhase } = bestKernel(series.values, sample, settings);
  return new WeighedPast(sample, periods, halfLife).forecast(otherPhase, settings);
}

function halfLivesTried({ season, horizon }: ForecastSettings): number[] {
  const base = Math.max(horizon, Math.min(season, 28));
  return [0.5, 1.5, 5].map((times) => times * base);
}

const otherPhasesTried = ({ season }: ForecastSettings): number[] => (season > 1 ? [1, 0.05] : [1]);

function bestKernel(values: Float64Array, sample: ValueSample, settings: ForecastSettings): Kernel {
  const { horizon, levels } = settings;
  const shares = otherPhasesTried(settings);
  const kernels = halfLivesTried(settings).flatMap((halfLife) =>
    shares.map((otherPhase) => ({ halfLife, otherPhase })),
  );
  const losses = new Float64Array(kernels.length);
  for (let back = 1; back <= rehearsals; back++) {
    const cutoff = values.length - back * horizon;
    if (cutoff < 2 * horizon) break;
    const actual = Float32Array.from(values.subarray(cutoff, cutoff + horizon));
    for (let k = 0; k < kernels.length; k += shares.length) {
      const past = new WeighedPast(sample, cutoff, kernels[k].halfLife);
      for (const [i, otherPhase] of shares.entries()) {
        const { quantiles } = past.forecast(otherPhase, settings);
        losses[k + i] += seriesLoss(actual, quantiles, levels);
      }
    }
  }
  return kernels[losses.indexOf(Math.min(...losses))];
}

/** What was before a period, each value weighed by its age. */
class WeighedPast {
  readonly #sample: ValueSample;
  readonly #periods: number;
  /** [periods + 1] 2^(−age / halfLife) */
  readonly #decay: Float64Array;
  /** [values] summed over the periods of each. */
  readonly #weights: Float64Array;

  constructor(sample: ValueSample, periods: number, halfLife: number) {
    this.#sample = sample;
    this.#periods = periods;
    this.#decay = new Float64Array(periods + 1).fill(1);
    this.#weights = new Float64Array(sample.values.length);
    const kept = 2 ** (-1 / halfLife);
    for (let age = 1; age <= periods; age++) {
      this.#decay[age] = this.#decay[age - 1] * kept;
      const place = sample.placeOf[periods - age];
      if (place >= 0) this.#weights[place] += this.#decay[age];
    }
  }

  forecast(otherPhase: number, settings: ForecastSettings): Forecast {
    const { season, horizon, levels, wholeNumbers } = settings;
    const forecast = blankForecast(settings);
    const drawn: DrawnSample[] = [];
    for (let h = 0; h < horizon; h++) {
      const ahead = otherPhase === 1 ? 0 : h % season;
      drawn[ahead] ??= drawSample(
        this.#sample.values,
        otherPhase === 1 ? this.#weights : this.#weightsOf(ahead, season, otherPhase),
        levels,
        wholeNumbers ? 0.5 : 0,
      );
      forecast.mean[h] = drawn[ahead].mean;
      forecast.saleProbability[h] = drawn[ahead].above;
      forecast.quantiles.set(drawn[ahead].quantiles, h * levels.length);
    }
    return forecast;
  }

  /** [values] for the period `ahead` of the first to come: other phases count less. */
  #weightsOf(ahead: number, season: number, otherPhase: number): Float64Array {
    const weights = this.#weights.map((weight) => otherPhase * weight);
    for (let t = this.#periods + ahead - season; t >= 0; t -= season) {
      const place = this.#sample.placeOf[t];
      if (place >= 0) weights[place] += (1 - otherPhase) * this.#decay[this.#periods - t];
    }
    return weights;
  }
}
