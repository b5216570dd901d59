import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";

/** The target's mean over the observed periods of a window; NaN where none was observed. */
export interface WindowLevel {
  readonly mean: number;
  readonly total: number;
  readonly observed: number;
  /** Observed periods in which nothing was sold. */
  readonly zeros: number;
}

/**
 * The level of series `s` over `length` periods that end `back` periods before the cutoff.
 * Periods before the series began are not observed.
 */
export function windowLevel(
  { offsets, target, state }: PreparedShard,
  s: number,
  length: number,
  back = 0,
): WindowLevel {
  const end = (offsets[s + 1] as number) - back;
  let [total, observed, zeros] = [0, 0, 0];
  for (let i = Math.max(offsets[s] as number, end - length); i < end; i++) {
    if (state[i] !== periodState.observed) continue;
    const value = target[i] as number;
    observed++;
    total += value;
    if (value === 0) zeros++;
  }
  return { mean: total / observed, total, observed, zeros };
}
