import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { PreparePlan } from "./prepare-plan.ts";
import type { ShardSummary } from "./shard-summary.ts";

/** @param shards what each shard holds, in their order */
export function describeDataset(
  { settings, calendar, firstPeriod, lastUsed, known, past, statics }: PreparePlan,
  shards: readonly ShardSummary[],
): DatasetDescription {
  return {
    calendar: calendar.calendar,
    ...(settings.country && { country: settings.country }),
    season: settings.season,
    horizon: settings.horizon,
    firstPeriod,
    cutoffPeriod: calendar.cutoffPeriod,
    cutoff: lastUsed,
    target: settings.target,
    nonNegative: shards.every((shard) => shard.nonNegative),
    wholeNumbers: shards.every((shard) => shard.wholeNumbers),
    seriesCount: shards.reduce((total, { series }) => total + series, 0),
    shardCount: shards.length,
    shardSeries: shards.map(({ series }) => series),
    shardValues: shards.map(({ values }) => values),
    known,
    past,
    statics: statics.map(({ name, labels }) => ({ name, labels })),
  };
}
