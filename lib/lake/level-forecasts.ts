import type { LevelForecasts } from "#lib/contracts/level-forecasts.ts";
import { type Column, DecodedColumns, encodeColumns, type ListColumn } from "./column-codec.ts";

/** Forecasts of sums as Arrow IPC: one row a sum; lists of horizon, or of horizon · quantiles. */
export function encodeLevelForecasts(levels: LevelForecasts): Uint8Array {
  const rows = levels.level.length;
  const list = (values: Float32Array): ListColumn => {
    const width = rows === 0 ? 0 : values.length / rows;
    return { offsets: Int32Array.from({ length: rows + 1 }, (_, r) => r * width), values };
  };
  const { level, group, series, mean, quantiles, method } = levels;
  const columns = { level, group, series, mean: list(mean), quantiles: list(quantiles), method };
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
