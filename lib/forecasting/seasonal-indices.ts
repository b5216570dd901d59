import { observedMean } from "./observed-series.ts";

/** A history shorter than this is too noisy to tell a season from. */
const leastPeriods = 28;

export type SeasonKind = "additive" | "multiplicative";

/**
 * Indices of the season by ratio or difference to a centred moving average (classical decomposition,
 * FPP3 §3.4), drawn towards none by how much of their variation is noise (Miller & Williams 2003):
 *
 *     additive        i(p) = mean of y − ma at phase p,         then Σ i = 0
 *     multiplicative  i(p) = Σ y / Σ ma at phase p,             then mean i = 1
 *     i(p) ← none + λ (i(p) − none),   λ = max(0, 1 − sampling variance / variance of i)
 *
 * Sums before ratios, so that periods without a sale are welcome.
 *
 * @param values  [periods] NaN where unobserved
 * @returns [season], phase 0 being that of the first period; all 0 or 1 with under two full seasons or 28
 * periods
 */
export function seasonalIndices(
  values: Float64Array,
  season: number,
  kind: SeasonKind,
): Float64Array {
  const none = kind === "additive" ? 0 : 1;
  const indices = new Float64Array(season).fill(none);
  if (season < 2 || values.length < Math.max(2 * season, leastPeriods)) return indices;
  const average = centredAverage(values, season);
  const sums = phaseSums(values, average, season);
  for (let p = 0; p < season; p++) {
    const { actual, trend, count } = sums[p];
    if (count === 0) continue;
    if (kind === "additive") indices[p] = (actual - trend) / count;
    else if (trend > 0) indices[p] = Math.max(0, actual / trend);
  }
  normalise(indices, kind);
  return shrink(indices, kind, noiseShare(values, average, indices, kind));
}

function normalise(indices: Float64Array, kind: SeasonKind): void {
  const mean = observedMean(indices);
  for (let p = 0; p < indices.length; p++) {
    indices[p] = kind === "additive" ? indices[p] - mean : indices[p] / (mean > 0 ? mean : 1);
  }
}

function shrink(indices: Float64Array, kind: SeasonKind, noise: number): Float64Array {
  const none = kind === "additive" ? 0 : 1;
  const kept = Math.max(0, 1 - noise);
  return indices.map((index) => none + kept * (index - none));
}

/** Sampling variance of the indices as a share of their variance; 1 or more means all noise. */
function noiseShare(
  values: Float64Array,
  average: Float64Array,
  indices: Float64Array,
  kind: SeasonKind,
): number {
  const season = indices.length;
  const level = kind === "additive" ? 1 : observedMean(average);
  const none = kind === "additive" ? 0 : 1;
  let squares = 0;
  let count = 0;
  for (let t = 0; t < values.length; t++) {
    const fitted =
      kind === "additive" ? average[t] + indices[t % season] : average[t] * indices[t % season];
    const error = (values[t] - fitted) / level;
    if (Number.isNaN(error)) continue;
    squares += error * error;
    count += 1;
  }
  let variance = 0;
  for (const index of indices) variance += (index - none) ** 2 / (season - 1);
  const freedom = Math.max(1, count - season);
  return variance > 0 ? squares / freedom / (count / season) / variance : 1;
}

function phaseSums(values: Float64Array, average: Float64Array, season: number) {
  const sums = Array.from({ length: season }, () => ({ actual: 0, trend: 0, count: 0 }));
  for (let t = 0; t < values.length; t++) {
    if (Number.isNaN(values[t]) || Number.isNaN(average[t])) continue;
    const sum = sums[t % season];
    sum.actual += values[t];
    sum.trend += average[t];
    sum.count += 1;
  }
  return sums;
}

/**
 * Mean of the observed values within half a season either side, the two ends of an even season
 * weighing half; NaN within half a season of either end.
 */
export function centredAverage(values: Float64Array, season: number): Float64Array {
  const half = season >> 1;
  const endWeight = season % 2 === 0 ? 0.5 : 1;
  const average = new Float64Array(values.length).fill(Number.NaN);
  let total = 0;
  let count = 0;
  const take = (t: number, weight: number) => {
    if (t < 0 || Number.isNaN(values[t])) return;
    total += weight * values[t];
    count += weight;
  };
  for (let t = 0; t < Math.min(2 * half, values.length); t++) take(t, t === 0 ? endWeight : 1);
  for (let t = half; t + half < values.length; t++) {
    take(t + half, endWeight);
    average[t] = count > 0.4 ? total / count : Number.NaN;
    take(t + half, 1 - endWeight);
    take(t - half, -endWeight);
    take(t - half + 1, endWeight - 1);
  }
  return average;
}
