import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import { spikeBound } from "#lib/forecasting/spike-bound.ts";
import { historyUpTo } from "./series-window.ts";

/**
 * A shard whose spikes up to `cutoffPeriod` count as no more than the bound of their series: what
 * network and trees learn from and read. Values after the cutoff are left as they are, and unread.
 */
export function boundedShard(shard: PreparedShard, cutoffPeriod: number): PreparedShard {
  let target = shard.target;
  for (let s = 0; s < shard.item.length; s++) {
    const history = historyUpTo(shard, s, cutoffPeriod);
    const bound = spikeBound(observedOf(history.target, history.state));
    if (history.target.every((value) => value <= bound)) continue;
    // Shards are shared: the first spike makes a copy.
    if (target === shard.target) target = shard.target.slice();
    const start = shard.offsets[s] as number;
    for (let at = start; at < start + history.target.length; at++) {
      target[at] = Math.min(bound, target[at] as number);
    }
  }
  return target === shard.target ? shard : { ...shard, target };
}

const observedOf = (target: Float32Array, state: Uint8Array): Float64Array =>
  Float64Array.from(target, (value, t) => (state[t] === periodState.observed ? value : Number.NaN));
