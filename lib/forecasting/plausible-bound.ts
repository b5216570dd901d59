import type { Forecast } from "./forecast.ts";

/** A forecast says at most this many times the largest value ever seen of its series. */
const mostTimes = 10;

/**
 * Keeps a forecast within 10 times the largest |y| its series ever showed, in place. A series that
 * never showed anything has no such bound: it is forecast after others.
 *
 * @param history  [periods] up to the cutoff
 * @param state    [periods] 0 where observed
 */
export function boundForecast(
  { mean, quantiles }: Pick<Forecast, "mean" | "quantiles">,
  history: Float32Array,
  state: Uint8Array,
): void {
  let largest = 0;
  for (let t = 0; t < history.length; t++) {
    if (state[t] === 0) largest = Math.max(largest, Math.abs(history[t] as number));
  }
  if (largest === 0) return;
  const bound = mostTimes * largest;
  for (const values of [mean, quantiles]) {
    for (let i = 0; i < values.length; i++) {
      values[i] = Math.min(bound, Math.max(-bound, values[i] as number));
    }
  }
}
