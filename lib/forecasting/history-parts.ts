import type { ForecastSettings } from "./forecast.ts";
import { seasonalLevel } from "./seasonal-level.ts";

/** What a forecast amounts to, in units over the horizon; baseline + level + season + trend is its total. */
export interface HistoryParts {
  /** The series at its usual level in every period. */
  readonly baseline: number;
  /** What the latest level adds to that. */
  readonly level: number;
  /** What the places in the season add. */
  readonly season: number;
  /** What is left: growth or decline against the latest level. */
  readonly trend: number;
}

/**
 * Explains a forecast that was made from the history alone.
 *
 *     baseline = H · ȳ over the last two seasons or horizons, the longer
 *     level    = H · r − baseline,   r the latest level without season
 *     season   = Σ r (i(h) − 1), or Σ i(h) where the season is a difference
 *     trend    = total − H · r − season
 *
 * @param total  forecast of all H periods
 */
export function historyParts(
  history: Float32Array,
  state: Uint8Array,
  total: number,
  settings: ForecastSettings,
): HistoryParts {
  const { season: length, horizon } = settings;
  const latest = seasonalLevel(history, state, settings);
  const baseline = horizon * meanOfLast(history, state, 2 * Math.max(length, horizon));
  const flat = horizon * latest.level;
  const indices = latest.ahead.reduce((sum, index) => sum + index, 0);
  const season = latest.kind === "multiplicative" ? latest.level * (indices - horizon) : indices;
  return { baseline, level: flat - baseline, season, trend: total - flat - season };
}

function meanOfLast(history: Float32Array, state: Uint8Array, periods: number): number {
  let total = 0;
  let count = 0;
  for (let t = Math.max(0, history.length - periods); t < history.length; t++) {
    if (state[t] !== 0) continue;
    total += history[t];
    count += 1;
  }
  return count > 0 ? total / count : 0;
}
