import type { Duckdb } from "#lib/tables/duckdb.ts";
import type { PeriodRange } from "./period-range.ts";
import type { ShardPlan } from "./shard-plan.ts";
import { type CodedAttribute, labelSql, seriesJoin } from "./static-attributes.ts";

/** Who the series of a shard are, in order of item and location. */
export interface ShardSeries {
  readonly item: readonly string[];
  readonly location: readonly string[];
  readonly itemRow: Int32Array;
  readonly locationRow: Int32Array;
  readonly firstPeriod: Int32Array;
  /** [series] 1 where a period without a row cannot mean zero: the series has not begun to sell. */
  readonly isSilent: Uint8Array;
  readonly statics: ReadonlyMap<string, Int32Array>;
}

export async function readShardSeries(
  duckdb: Duckdb,
  { bucket, from, to }: ShardPlan,
  range: PeriodRange,
  statics: readonly CodedAttribute[],
): Promise<ShardSeries> {
  const count = to - from;
  const series = {
    item: new Array<string>(count),
    location: new Array<string>(count),
    itemRow: new Int32Array(count),
    locationRow: new Int32Array(count),
    firstPeriod: new Int32Array(count),
    isSilent: new Uint8Array(count),
    statics: new Map(statics.map(({ name }) => [name, new Int32Array(count)])),
  };
  const codes = statics.map(({ labels }) => new Map(labels.map((label, code) => [label, code])));
  for await (const chunk of duckdb.stream(seriesSql(bucket, from, to, statics))) {
    const place = chunk.numbers("place");
    const starts = chunk.dates("start");
    const [item, location] = [chunk.texts("item"), chunk.texts("location")];
    const [itemRow, locationRow] = [chunk.numbers("__item_row"), chunk.numbers("__location_row")];
    const isSilent = chunk.numbers("is_silent");
    const labels = statics.map((_, i) => chunk.texts(`static${i}`));
    for (const [row, s] of place.entries()) {
      series.item[s] = item[row] as string;
      series.location[s] = location[row] as string;
      series.itemRow[s] = itemRow[row] as number;
      series.locationRow[s] = locationRow[row] as number;
      series.firstPeriod[s] = range.periodOfDay(starts[row] as number) as number;
      series.isSilent[s] = isSilent[row] as number;
      for (const [i, { name }] of statics.entries()) {
        const code = codes[i]?.get(labels[i]?.[row] ?? "") ?? 0;
        (series.statics.get(name) as Int32Array)[s] = code;
      }
    }
  }
  return series;
}

function seriesSql(
  bucket: number,
  from: number,
  to: number,
  statics: readonly CodedAttribute[],
): string {
  const labels = statics.map(({ sql }, i) => `, ${labelSql(sql)} AS static${i}`);
  return `SELECT series.rank - ${from} AS place, series.item, series.location, series.start,
      CAST(series.is_silent AS INTEGER) AS is_silent, items.__item_row, locations.__location_row
      ${labels.join("")}
    FROM ${seriesJoin}
    WHERE series.bucket = ${bucket} AND series.rank >= ${from} AND series.rank < ${to}`;
}
