import { actualsAfter } from "#lib/candidates/series-window.ts";
import type { LaunchSales } from "#lib/contracts/expected-levels.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import type { SeriesLevels } from "#lib/signals/series-levels.ts";

/** The latest are kept: what is launched changes, and they are enough to draw from. */
const mostLaunches = 3000;

interface Launch {
  readonly expected: number;
  readonly firstPeriod: number;
  readonly sold: Float32Array;
}

/**
 * What launches sold in their first horizon, of those that ended by `cutoffPeriod`.
 *
 * @param series   what was launched when, in the order of the shards
 * @param expected log of the level expected of a series; NaN unknown
 */
export async function launchSales(
  shards: AsyncIterable<PreparedShard>,
  { horizon }: DatasetDescription,
  cutoffPeriod: number,
  series: SeriesLevels,
  expected: (s: number) => number,
): Promise<LaunchSales> {
  const whole = cutoffPeriod - horizon + 1;
  const isMeant = (s: number) =>
    (series.launch[s] as number) <= whole && !Number.isNaN(expected(s));
  const since = latestSince(series.launch.filter((_, s) => isMeant(s)));
  const launches: Launch[] = [];
  let at = 0;
  for await (const shard of shards) {
    for (const [s, firstPeriod] of shard.firstPeriod.entries()) {
      if (isMeant(at) && firstPeriod >= since) {
        const sold = actualsAfter(shard, s, firstPeriod - 1, horizon);
        launches.push({ expected: expected(at), firstPeriod, sold });
      }
      at++;
    }
  }
  launches.sort((a, b) => a.expected - b.expected);
  const sold = new Float32Array(launches.length * horizon);
  for (const [i, launch] of launches.entries()) sold.set(launch.sold, i * horizon);
  return {
    expected: Float32Array.from(launches, (launch) => launch.expected),
    firstPeriod: Int32Array.from(launches, (launch) => launch.firstPeriod),
    sold,
  };
}

/** The period since which about as many were launched as are kept. */
function latestSince(launched: Float64Array): number {
  return launched.sort().at(-mostLaunches) ?? Number.NEGATIVE_INFINITY;
}
