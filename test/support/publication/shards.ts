import type { ForecastShard } from "#lib/contracts/forecast-shard.ts";
import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";

export const quantiles = [0.1, 0.5, 0.9] as const;
export const dates = ["2026-04-01", "2026-04-02"].map(parseBusinessDate);

/** Series whose forecasts tell where they belong: series `s` of the shard starts at 10 · (s + 1). */
export function forecastShard(
  shard: number,
  series: readonly (readonly string[])[],
): ForecastShard {
  const periods = series.length * dates.length;
  const level = (at: number) => 10 * (1 + Math.floor(at / dates.length)) + (at % dates.length) / 3;
  return {
    shard,
    item: series.map(([item]) => item as string),
    location: series.map(([, location]) => location as string),
    mean: Float32Array.from({ length: periods }, (_, at) => level(at)),
    quantiles: Float32Array.from({ length: periods * quantiles.length }, (_, at) => {
      return level(Math.floor(at / quantiles.length)) * (0.5 + (at % quantiles.length) / 2);
    }),
    saleProbability: new Float32Array(periods).fill(0.9),
    method: series.map(() => "network"),
    segment: series.map(() => "steady"),
  };
}

/** One row a series: series `s` is to be ordered `quantities[s]` times. */
export function reorderShard(
  shard: number,
  rows: readonly { item: string; location: string; title?: string; quantity?: number }[],
): ReorderShard {
  const numbers = (value: number) => new Float64Array(rows.length).fill(value);
  const quantities = Float64Array.from(rows, ({ quantity }) => quantity ?? Number.NaN);
  return {
    shard,
    item: rows.map(({ item }) => item),
    title: rows.map(({ title }) => title ?? ""),
    location: rows.map(({ location }) => location),
    supplier: rows.map(() => "Acme, Ltd"),
    orderQuantity: quantities,
    orderValue: quantities.map((quantity) => quantity * 2.5),
    orderBy: rows.map(() => parseBusinessDate("2026-04-01")),
    arrives: rows.map(() => parseBusinessDate("2026-04-08")),
    onHand: numbers(3),
    onOrder: numbers(0),
    reorderPoint: numbers(12.25),
    orderUpTo: numbers(24),
    stockoutRisk: numbers(0.125),
    daysOfCover: numbers(4.5),
    reason: rows.map(() => 'Demand "peaks" on Friday.'),
    needsApproval: Uint8Array.from(rows, ({ quantity }) => ((quantity ?? 0) > 100 ? 1 : 0)),
  };
}
