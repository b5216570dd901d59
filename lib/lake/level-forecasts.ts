import type { LevelForecasts } from "#lib/contracts/level-forecasts.ts";
import { type Column, DecodedColumns, encodeColumns, evenLists } from "./column-codec.ts";

/** Forecasts of sums as Arrow IPC: one row a sum; lists of horizon, or of horizon · quantiles. */
export function encodeLevelForecasts(levels: LevelForecasts): Uint8Array {
  const rows = levels.level.length;
  const [mean, quantiles] = [evenLists(levels.mean, rows), evenLists(levels.quantiles, rows)];
  const { level, group, series, method } = levels;
  const columns = { level, group, series, mean, quantiles, method };
  return encodeColumns(new Map<string, Column>(Object.entries(columns)));
}

export function decodeLevelForecasts(bytes: Uint8Array, what: string): LevelForecasts {
  const columns = new DecodedColumns(bytes, what);
  return {
    level: columns.text("level"),
    group: columns.text("group"),
    series: columns.int32("series"),
    mean: columns.float32List("mean").values,
    quantiles: columns.float32List("quantiles").values,
    method: columns.text("method"),
  };
}
