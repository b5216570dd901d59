import { fillRateOf, type OrderTotals, totalCostOf } from "#lib/inventory/order-ledger.ts";
import {
  fixedLevels,
  fixedName,
  foresightPolicy,
  type Ledgers,
  ourPolicy,
} from "./replayed-series.ts";

/** What one policy came to. */
interface PolicyMetrics extends OrderTotals {
  readonly fillRate: number;
  readonly totalCost: number;
}

interface Replayed {
  readonly leftOut: readonly string[];
  readonly ledgers: Ledgers;
  readonly seriesCount: number;
  readonly unvalued: number;
}

/** `orders` of `metrics.json`. */
export interface OrderMetrics {
  readonly series: number;
  /** Series without a cost or price, which cost nothing here. */
  readonly unvalued: number;
  /** Rules of the config that were not played: every location bought for itself. */
  readonly leftOut: readonly string[];
  readonly policies: Readonly<Record<string, PolicyMetrics>>;
  /** The fixed reorder point at the fill rate of ours, between the two levels played around it. */
  readonly fixedAtSameFill: { readonly totalCost: number; readonly held: number } | null;
  /** Of its cost, what ours saves; and of what perfect foresight would save, the share that ours does. */
  readonly saving: number | null;
  readonly shareOfForesight: number | null;
}

export function orderMetrics(replayed: Replayed): OrderMetrics {
  const { ledgers, seriesCount, unvalued } = replayed;
  const policies = Object.fromEntries(
    [...ledgers].map(([name, ledger]) => [name, metricsOf(ledger.totals())]),
  );
  const ours = policies[ourPolicy] as PolicyMetrics;
  const fixed = fixedLevels.map((level) => policies[fixedName(level)] as PolicyMetrics);
  const rival = atFillRate(fixed, ours.fillRate);
  const best = (policies[foresightPolicy] as PolicyMetrics).totalCost;
  const saved = rival === null ? null : rival.totalCost - ours.totalCost;
  return {
    series: seriesCount,
    unvalued,
    leftOut: replayed.leftOut,
    policies,
    fixedAtSameFill: rival,
    saving: rival === null || saved === null ? null : ratio(saved, rival.totalCost),
    shareOfForesight:
      rival === null || saved === null ? null : ratio(saved, rival.totalCost - best),
  };
}

const metricsOf = (totals: OrderTotals): PolicyMetrics => ({
  ...totals,
  fillRate: fillRateOf(totals),
  totalCost: totalCostOf(totals),
});

const ratio = (part: number, whole: number): number | null => (whole > 0 ? part / whole : null);

/** Linear between the two levels whose fill rates lie around `fill`; `null` beyond what was played. */
function atFillRate(
  rising: readonly PolicyMetrics[],
  fill: number,
): { readonly totalCost: number; readonly held: number } | null {
  for (const [i, above] of rising.entries()) {
    const below = rising[i - 1];
    if (below === undefined || above.fillRate < fill || below.fillRate > fill) continue;
    const span = above.fillRate - below.fillRate;
    const share = span > 0 ? (fill - below.fillRate) / span : 0;
    const between = (of: (one: PolicyMetrics) => number) =>
      of(below) + share * (of(above) - of(below));
    return { totalCost: between((one) => one.totalCost), held: between((one) => one.held) };
  }
  return null;
}
