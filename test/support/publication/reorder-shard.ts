import type { ReorderShard } from "#lib/contracts/reorder-shard.ts";
import { parseBusinessDate } from "#lib/domain/business-date.ts";

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
