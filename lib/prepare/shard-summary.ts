import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";

/** What one shard adds to the description of all of them. */
export interface ShardSummary {
  readonly series: number;
  readonly values: number;
  readonly observed: number;
  /** Sum of the observed target, as stored. */
  readonly total: number;
  readonly nonNegative: boolean;
  readonly wholeNumbers: boolean;
}

export function summarise({ item, target, state }: PreparedShard): ShardSummary {
  let [observed, total, nonNegative, wholeNumbers] = [0, 0, true, true];
  for (let at = 0; at < target.length; at++) {
    if (state[at] !== periodState.observed) continue;
    const value = target[at] as number;
    observed++;
    total += value;
    nonNegative &&= value >= 0;
    wholeNumbers &&= Number.isInteger(value);
  }
  return { series: item.length, values: target.length, observed, total, nonNegative, wholeNumbers };
}
