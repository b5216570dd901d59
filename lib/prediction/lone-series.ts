import {
  type DatasetDescription,
  type PreparedShard,
  periodState,
} from "#lib/contracts/prepared-shard.ts";

/** A shard of one series, and the last period whose target it knows. */
export interface LoneSeries {
  readonly shard: PreparedShard;
  readonly cutoffPeriod: number;
}

/** Series `row` of `shard` alone; the arrays are copies. */
export function loneSeries(shard: PreparedShard, row: number, horizon: number): LoneSeries {
  const start = shard.offsets[row] as number;
  const end = shard.offsets[row + 1] as number;
  const cut = (ahead: number) => (values: Float32Array) =>
    values.slice(start + row * ahead, end + (row + 1) * ahead);
  return {
    shard: {
      shard: shard.shard,
      item: [shard.item[row] as string],
      location: [shard.location[row] as string],
      itemRow: shard.itemRow.slice(row, row + 1),
      locationRow: shard.locationRow.slice(row, row + 1),
      firstPeriod: shard.firstPeriod.slice(row, row + 1),
      offsets: Int32Array.of(0, end - start),
      target: shard.target.slice(start, end),
      state: shard.state.slice(start, end),
      past: mapped(shard.past, cut(0)),
      known: mapped(shard.known, cut(horizon)),
      statics: mapped(shard.statics, (codes) => codes.slice(row, row + 1)),
    },
    cutoffPeriod: (shard.firstPeriod[row] as number) + end - start - 1,
  };
}

/** A series that the data set has never seen: nothing is known of it. */
export function unseenSeries(
  item: string,
  location: string,
  { cutoffPeriod, horizon, known, past }: DatasetDescription,
): LoneSeries {
  const unknown = (names: readonly string[], length: number) =>
    new Map(names.map((name) => [name, new Float32Array(length).fill(Number.NaN)]));
  return {
    shard: {
      shard: -1,
      item: [item],
      location: [location],
      itemRow: Int32Array.of(-1),
      locationRow: Int32Array.of(-1),
      firstPeriod: Int32Array.of(cutoffPeriod),
      offsets: Int32Array.of(0, 1),
      target: new Float32Array(1),
      state: Uint8Array.of(periodState.missing),
      past: unknown(past, 1),
      known: unknown(known, 1 + horizon),
      statics: new Map(),
    },
    cutoffPeriod,
  };
}

export const mapped = <From, To>(columns: ReadonlyMap<string, From>, change: (from: From) => To) =>
  new Map(Array.from(columns, ([name, values]) => [name, change(values)]));
