import { preparedShards, readDataset } from "#lib/candidates/read-shards.ts";
import { validationCutoffs } from "#lib/candidates/validation-windows.ts";
import { type PreparedShard, periodState } from "#lib/contracts/prepared-shard.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Numbers of an item's demand: how much, how often, and whether more or less of late. */
export const profileWidth = 3;

/**
 * What each item's demand was like, from what lies up to the earliest cutoff that validation looks
 * back to, so that vectors learned from it know nothing of what they are later tried on.
 *
 * @returns [items, profileWidth] log mean, share of periods that sold, log of the later half over the
 * earlier, each in standard deviations from its mean; NaN where unknown. Undefined where the history
 * is too short to hold any of it back.
 */
export async function readDemandProfiles(
  lake: Lake,
  run: string,
  items: number,
): Promise<Float32Array | undefined> {
  const dataset = await readDataset(lake, run);
  const cutoff = validationCutoffs(dataset).at(-1);
  if (cutoff === undefined) return undefined;
  const sums = new Float64Array(items * 5);
  for await (const shard of preparedShards(lake, run, dataset.shardCount)) {
    for (let series = 0; series < shard.item.length; series++)
      addSeries(shard, series, cutoff, sums);
  }
  const profiles = new Float32Array(items * profileWidth);
  for (let item = 0; item < items; item++) {
    profiles.set(profileOf(sums.subarray(item * 5, item * 5 + 5)), item * profileWidth);
  }
  return standardised(profiles);
}

/** Adds periods, periods that sold, and units of the earlier and later half with their periods. */
function addSeries(shard: PreparedShard, series: number, cutoff: number, sums: Float64Array): void {
  const item = shard.itemRow[series] as number;
  if (item < 0) return;
  const [from, end] = [shard.offsets[series] as number, shard.offsets[series + 1] as number];
  const last = Math.min(end, from + cutoff - (shard.firstPeriod[series] as number) + 1);
  const middle = (from + last) / 2;
  const own = sums.subarray(item * 5, item * 5 + 5) as Float64Array & number[];
  for (let at = from; at < last; at++) {
    if (shard.state[at] !== periodState.observed) continue;
    const value = shard.target[at] as number;
    const half = at < middle ? 1 : 3;
    own[0] = (own[0] as number) + (value > 0 ? 1 : 0);
    own[half] = (own[half] as number) + value;
    own[half + 1] = (own[half + 1] as number) + 1;
  }
}

/** Fewer periods than this tell nothing of an item. */
const fewestPeriods = 14;

function profileOf(sums: Float64Array): number[] {
  const [sold, early, earlyCount, late, lateCount] = [...sums] as [
    number,
    number,
    number,
    number,
    number,
  ];
  const count = earlyCount + lateCount;
  if (count < fewestPeriods) return [Number.NaN, Number.NaN, Number.NaN];
  const logOf = (units: number, periods: number) =>
    Math.log1p(Math.max(0, units / Math.max(1, periods)));
  return [
    logOf(early + late, count),
    sold / count,
    logOf(late, lateCount) - logOf(early, earlyCount),
  ];
}

function standardised(profiles: Float32Array): Float32Array {
  const scaled = new Float32Array(profiles.length);
  for (let column = 0; column < profileWidth; column++) {
    const known = profiles.filter(
      (value, at) => at % profileWidth === column && !Number.isNaN(value),
    );
    const mean = known.reduce((sum, value) => sum + value, 0) / known.length;
    const square = known.reduce((sum, value) => sum + (value - mean) ** 2, 0) / known.length;
    for (let at = column; at < profiles.length; at += profileWidth) {
      scaled[at] = ((profiles[at] as number) - mean) / (Math.sqrt(square) || 1);
    }
  }
  return scaled;
}
