/**
 * In-sample mean absolute error of the seasonal naive forecast: the scale of SQL and MASE.
 *
 *     scale = mean |y(t) − y(t − m)|  over pairs of which both were observed
 *
 * As in fev: 1 where there is no such pair; it may be 0, and then a scaled score leaves the series out.
 *
 * @param history  [periods] up to the cutoff
 * @param state    [periods] 0 where observed
 * @param season   m, periods
 */
export function seasonalError(history: Float32Array, state: Uint8Array, season: number): number {
  let total = 0;
  let pairs = 0;
  for (let t = season; t < history.length; t++) {
    if (state[t] !== 0 || state[t - season] !== 0) continue;
    total += Math.abs(history[t] - history[t - season]);
    pairs += 1;
  }
  return pairs === 0 ? 1 : total / pairs;
}
