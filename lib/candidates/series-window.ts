import type { PreparedShard } from "#lib/contracts/prepared-shard.ts";

/** A stretch of a series' periods, as views of the shard. */
export interface SeriesWindow {
  /** [periods] */
  readonly target: Float32Array;
  /** [periods] a `periodState` each. */
  readonly state: Uint8Array;
}

/** What series `s` did up to `cutoffPeriod`, included; empty where it had not begun. */
export function historyUpTo(shard: PreparedShard, s: number, cutoffPeriod: number): SeriesWindow {
  const start = shard.offsets[s] as number;
  const end = endOf(shard, s, cutoffPeriod + 1);
  return { target: shard.target.subarray(start, end), state: shard.state.subarray(start, end) };
}

/**
 * What series `s` did in the `horizon` periods after `cutoffPeriod`.
 * @returns values [horizon], NaN where the target is not known or was not free: missing, closed, out of stock
 */
export function actualsAfter(
  shard: PreparedShard,
  s: number,
  cutoffPeriod: number,
  horizon: number,
): Float32Array {
  const actuals = new Float32Array(horizon).fill(Number.NaN);
  const start = shard.offsets[s] as number;
  const end = shard.offsets[s + 1] as number;
  const first = shard.firstPeriod[s] as number;
  for (let h = 0; h < horizon; h++) {
    const at = start + cutoffPeriod + 1 + h - first;
    if (at >= start && at < end && shard.state[at] === 0) actuals[h] = shard.target[at] as number;
  }
  return actuals;
}

function endOf(shard: PreparedShard, s: number, period: number): number {
  const start = shard.offsets[s] as number;
  const wanted = start + period - (shard.firstPeriod[s] as number);
  return Math.max(start, Math.min(wanted, shard.offsets[s + 1] as number));
}
