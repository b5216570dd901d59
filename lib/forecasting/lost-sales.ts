import type { ForecastSettings } from "./forecast.ts";
import { seasonalLevel } from "./seasonal-level.ts";

/**
 * Demand that empty shelves turned away over the latest `horizon` periods, in units of the target:
 *
 *     lost = Σ max(0, r · i(t) − sold(t))  over periods out of stock     (r + i(t) for a season that adds)
 *
 * with the latest level r and the seasonal index i of the periods that were observed: censored demand is
 * taken for its mean (Nahmias 1994). The forecast itself counts such periods as unknown.
 *
 * @param history     [periods] target, the last at the cutoff; what was still sold where out of stock
 * @param state       [periods] 0 where observed
 * @param outOfStock  the state of a period whose shelf was empty
 */
export function lostSales(
  history: Float32Array,
  state: Uint8Array,
  outOfStock: number,
  settings: ForecastSettings,
): number {
  const { horizon } = settings;
  const first = Math.max(0, history.length - horizon);
  if (!state.subarray(first).includes(outOfStock)) return 0;
  const { level, kind, behind } = seasonalLevel(history, state, settings);
  let lost = 0;
  for (let t = first; t < history.length; t++) {
    if (state[t] !== outOfStock) continue;
    const index = behind[horizon - history.length + t] as number;
    const expected = kind === "multiplicative" ? level * index : level + index;
    lost += Math.max(0, expected - (history[t] as number));
  }
  return lost;
}
