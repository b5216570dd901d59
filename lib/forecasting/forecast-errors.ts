import { blankForecast, type Forecast, type ForecastSettings } from "./forecast.ts";
import { shareAbove, sortedQuantile } from "./sorted-quantile.ts";

/** How a method erred on the history, so that it can say how it may err next. */
export interface ForecastErrors {
  /** Errors over the scale of their phase, sorted. */
  readonly sorted: Float64Array;
  /** [season] root mean square error at each phase of the season, drawn towards the overall one. */
  readonly scale: Float64Array;
}

/** Fewer errors than this say nothing of a spread. */
const fewestErrors = 5;
/** Observations that the overall scale weighs at each phase. */
const overallWeight = 2;

/**
 * Standardises in-sample errors by phase, since a quiet weekday errs less than a busy one.
 *
 *     scale²(p) = (Σ e² at p + w · σ²) / (n(p) + w) · n / (n − k),   w = 2,   σ² the overall mean square
 *
 * The last factor makes up for the k parameters that were fitted to these very errors.
 *
 * @param errors  [periods] actual − forecast, NaN where there was none
 * @param level   typical size of the target: the spread where there are too few errors
 * @param fitted  k
 */
export function describeErrors(
  errors: Float64Array,
  season: number,
  level: number,
  fitted = 0,
): ForecastErrors {
  const squares = new Float64Array(season);
  const counts = new Float64Array(season);
  let total = 0;
  let count = 0;
  for (let t = 0; t < errors.length; t++) {
    if (Number.isNaN(errors[t])) continue;
    squares[t % season] += errors[t] * errors[t];
    counts[t % season] += 1;
    total += errors[t] * errors[t];
    count += 1;
  }
  const variance = count === 0 ? 0 : total / count;
  if (count < fewestErrors) {
    return supposedErrors(season, Math.abs(level) / (1 + count) + Math.sqrt(variance));
  }
  const scale = squares.map((square, phase) =>
    Math.sqrt((square + overallWeight * variance) / (counts[phase] + overallWeight)),
  );
  const widening = Math.sqrt(count / Math.max(count / 2, count - fitted));
  return {
    sorted: standardised(errors, scale, count),
    scale: scale.map((unit) => unit * widening),
  };
}

function standardised(errors: Float64Array, scale: Float64Array, count: number): Float64Array {
  const sorted = new Float64Array(count);
  let kept = 0;
  for (let t = 0; t < errors.length; t++) {
    const unit = scale[t % scale.length];
    if (!Number.isNaN(errors[t])) sorted[kept++] = unit > 0 ? errors[t] / unit : 0;
  }
  return sorted.sort();
}

/** Errors of an exponential distribution about its mean: the least one can assume of a new series. */
function supposedErrors(season: number, spread: number): ForecastErrors {
  const points = 39;
  const sorted = Float64Array.from(
    { length: points },
    (_, i) => -Math.log(1 - (i + 0.5) / points) - 1,
  );
  return { sorted, scale: new Float64Array(season).fill(spread) };
}

/** A path and how far reality may stray from it. */
export interface SpreadPath {
  /** [horizon] */
  readonly point: Float64Array;
  /** [horizon] how much wider errors are than one period ahead. */
  readonly growth: Float64Array;
  readonly errors: ForecastErrors;
  /** Periods of history, which fixes the phase of the first period forecast. */
  readonly periods: number;
}

/**
 * Quantiles of  point(h) + growth(h) · scale(phase) · error,  error drawn from the history's own.
 */
export function forecastWithErrors(path: SpreadPath, settings: ForecastSettings): Forecast {
  const { point, growth, errors, periods } = path;
  const { horizon, levels, nonNegative, wholeNumbers } = settings;
  const floor = nonNegative ? 0 : Number.NEGATIVE_INFINITY;
  const offsets = levels.map((level) => sortedQuantile(errors.sorted, level));
  const forecast = blankForecast(settings);
  for (let h = 0; h < horizon; h++) {
    const spread = growth[h] * errors.scale[(periods + h) % errors.scale.length];
    forecast.mean[h] = Math.max(floor, point[h]);
    for (let q = 0; q < levels.length; q++) {
      forecast.quantiles[h * levels.length + q] = Math.max(floor, point[h] + spread * offsets[q]);
    }
    const needed = (wholeNumbers ? 0.5 : 0) - point[h];
    forecast.saleProbability[h] =
      spread > 0 ? shareAbove(errors.sorted, needed / spread) : Number(needed < 0);
  }
  return forecast;
}
