import { preparedShards } from "#lib/candidates/read-shards.ts";
import { analoguesNamed } from "#lib/contracts/expected-levels.ts";
import { stepKey } from "#lib/contracts/lake-keys.ts";
import type { DatasetDescription, PreparedShard } from "#lib/contracts/prepared-shard.ts";
import { DecodedColumns } from "#lib/lake/column-codec.ts";
import { writeExpectedLevels } from "#lib/lake/expected-levels.ts";
import type { StepContext } from "#lib/run/step.ts";
import { guessLevels } from "#lib/signals/expected-levels.ts";
import { levelParts, type SeriesLevels } from "#lib/signals/series-levels.ts";
import { launchSales } from "./launch-sales.ts";
import type { StandingLikeness } from "./read-likeness.ts";

/**
 * Leaves what each item may be expected to sell as of `cutoffPeriod`, from what items did that are like it.
 * @returns share of the variance of levels that likeness explains; 0 where nothing was left
 */
export async function expectLevels(
  { lake, run }: StepContext,
  dataset: DatasetDescription,
  cutoffPeriod: number,
  { likeness, items }: { readonly likeness: StandingLikeness; readonly items: number },
): Promise<number> {
  const key = stepKey(run, "prepare", "locations.arrow");
  const locations = new DecodedColumns(await lake.read(key), key).rows;
  const shards = () => preparedShards(lake, run, dataset.shardCount);
  const series = await readLevels(shards(), dataset, cutoffPeriod);
  const { ofItem, launch, ofLocation } = levelParts(series, items, locations);
  const known = { logLevel: ofItem, span: spanOf(dataset) };
  const guessed = guessLevels(known, { ...likeness, launch }, analoguesNamed);
  if (!guessed) return 0;
  const expectedOf = (s: number) =>
    (guessed.logLevel[series.item[s] as number] ?? Number.NaN) +
    (ofLocation[series.location[s] as number] ?? 0);
  await writeExpectedLevels(lake, run, cutoffPeriod, {
    ofItem: guessed.logLevel,
    ofLocation: Float32Array.from(ofLocation),
    error: guessed.error,
    analogues: guessed.analogues,
    launches: await launchSales(shards(), dataset, cutoffPeriod, series, expectedOf),
  });
  return guessed.explained;
}

/** Periods that a level is the mean of. */
const spanOf = ({ horizon }: DatasetDescription): number => 2 * horizon;

/** Of a series that was launched, its first periods; of another, its latest. */
async function readLevels(
  shards: AsyncIterable<PreparedShard>,
  dataset: DatasetDescription,
  cutoffPeriod: number,
): Promise<SeriesLevels> {
  const { seriesCount, firstPeriod } = dataset;
  const levels = {
    item: new Int32Array(seriesCount),
    location: new Int32Array(seriesCount),
    logLevel: new Float64Array(seriesCount),
    launch: new Float64Array(seriesCount),
  };
  const span = spanOf(dataset);
  let at = 0;
  for await (const shard of shards) {
    for (const [s, first] of shard.firstPeriod.entries()) {
      const isLaunch = first > firstPeriod;
      const from = isLaunch ? first : Math.max(first, cutoffPeriod - span + 1);
      const mean = meanBetween(shard, s, from, Math.min(from + span - 1, cutoffPeriod));
      levels.item[at] = shard.itemRow[s] as number;
      levels.location[at] = shard.locationRow[s] as number;
      levels.logLevel[at] = mean > 0 ? Math.log(mean) : Number.NaN;
      levels.launch[at] = isLaunch ? first : Number.NaN;
      at++;
    }
  }
  return levels;
}

/** Mean of what was observed from period `from` to `to`; NaN of nothing. */
function meanBetween(shard: PreparedShard, s: number, from: number, to: number): number {
  const start = (shard.offsets[s] as number) - (shard.firstPeriod[s] as number);
  let [total, count] = [0, 0];
  for (let at = start + from; at <= start + to; at++) {
    if (shard.state[at] !== 0) continue;
    total += shard.target[at] as number;
    count++;
  }
  return total / count;
}
