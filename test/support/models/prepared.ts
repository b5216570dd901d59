import {
  type DatasetDescription,
  type PreparedShard,
  periodState,
} from "#lib/contracts/prepared-shard.ts";
import { type Frequency, periodDate } from "#lib/domain/period.ts";

/** One series by hand. Columns have a value a period; known ones `horizon` more. */
export interface SeriesByHand {
  readonly item: string;
  readonly firstPeriod: number;
  /** NaN where not observed. */
  readonly values: readonly number[];
  readonly known?: Readonly<Record<string, readonly number[]>>;
  readonly past?: Readonly<Record<string, readonly number[]>>;
  readonly statics?: Readonly<Record<string, number>>;
}

export interface DatasetByHand {
  readonly frequency: Frequency;
  readonly season: number;
  readonly horizon: number;
  readonly statics?: DatasetDescription["statics"];
}

/** A shard as `prepare` writes it; all series end in the same period. */
export function preparedShard(series: readonly SeriesByHand[], shard = 0): PreparedShard {
  const offsets = [0];
  for (const { values } of series) offsets.push((offsets.at(-1) as number) + values.length);
  const all = series.flatMap(({ values }) => values);
  const first = series[0] as SeriesByHand;
  const columns = (kind: "known" | "past") =>
    new Map(
      Object.keys(first[kind] ?? {}).map((name) => [
        name,
        Float32Array.from(series.flatMap((one) => one[kind]?.[name] ?? [])),
      ]),
    );
  return {
    shard,
    item: series.map(({ item }) => item),
    location: series.map(() => "all"),
    itemRow: Int32Array.from(series.keys()),
    locationRow: new Int32Array(series.length).fill(-1),
    firstPeriod: Int32Array.from(series, ({ firstPeriod }) => firstPeriod),
    offsets: Int32Array.from(offsets),
    target: Float32Array.from(all, (value) => (Number.isNaN(value) ? 0 : value)),
    state: Uint8Array.from(all, (value) =>
      Number.isNaN(value) ? periodState.missing : periodState.observed,
    ),
    known: columns("known"),
    past: columns("past"),
    statics: new Map(
      Object.keys(first.statics ?? {}).map((name) => [
        name,
        Int32Array.from(series, ({ statics }) => statics?.[name] ?? 0),
      ]),
    ),
  };
}

export function describeDataset(
  shards: readonly PreparedShard[],
  { frequency, season, horizon, statics = [] }: DatasetByHand,
): DatasetDescription {
  const calendar = { frequency, weekStart: 0 };
  const [first] = shards as [PreparedShard];
  const cutoffPeriod =
    (first.firstPeriod[0] as number) +
    (first.offsets[1] as number) -
    (first.offsets[0] as number) -
    1;
  const values = shards.flatMap(({ target }) => [...target]);
  return {
    calendar,
    season,
    horizon,
    firstPeriod: Math.min(...shards.flatMap(({ firstPeriod }) => [...firstPeriod])),
    cutoffPeriod,
    cutoff: periodDate(cutoffPeriod, calendar),
    target: "units",
    nonNegative: values.every((value) => value >= 0),
    wholeNumbers: values.every(Number.isInteger),
    seriesCount: shards.reduce((total, { item }) => total + item.length, 0),
    shardCount: shards.length,
    shardSeries: shards.map(({ item }) => item.length),
    shardValues: shards.map(({ target }) => target.length),
    known: [...first.known.keys()],
    past: [...first.past.keys()],
    statics,
  };
}
