import { UsageError } from "#jobs/cli/usage-error.ts";
import { readSeriesIndex } from "#lib/api/series-index.ts";
import type { DatasetDescription } from "#lib/contracts/prepared-shard.ts";
import type { Lake } from "#lib/lake/lake.ts";

/** Where a series of a run lies. */
export interface SeriesPlace {
  readonly location: string;
  readonly shard: number;
  readonly row: number;
}

/** @returns undefined where the run has no such item */
export async function findSeries(
  lake: Lake,
  run: string,
  { shardSeries }: DatasetDescription,
  { item, location }: { readonly item: string; readonly location: string | undefined },
): Promise<SeriesPlace | undefined> {
  const index = await readSeriesIndex(lake, run, shardSeries);
  const [first, end] = index.spanOf(item);
  if (first === end) return undefined;
  const locations = index.location.slice(first, end);
  const at = location === undefined && end === first + 1 ? 0 : locations.indexOf(location ?? "");
  if (at < 0) {
    const shown = locations.slice(0, 20).join(", ");
    const problem = location
      ? `${item} is not sold at ${location}.`
      : `${item} is sold at several.`;
    throw new UsageError(problem, `Give --location, one of ${shown}.`);
  }
  const place = { shard: index.shard[first + at], row: index.row[first + at] };
  return { location: locations[at], ...place } as SeriesPlace;
}
