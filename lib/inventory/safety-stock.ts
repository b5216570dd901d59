import { normalQuantile } from "#lib/domain/normal-distribution.ts";

/**
 * Safety stock of the (R, S) policy under normal, independent demand and a variable lead time.
 *
 *     σ  = √((L + R) σ_D² + D² σ_L²)        ss = z_α σ
 *
 * Chopra & Meindl, "Supply Chain Management" (6th ed.), §12.3 for σ_L, §12.6 for R. All times in one
 * unit. R = 0 is continuous review. It is what the simulation of demand paths must come to when
 * demand is normal and independent.
 */
export function safetyStock(terms: {
  /** D and σ_D, units a period. */
  readonly mean: number;
  readonly sd: number;
  /** L and σ_L, periods. */
  readonly leadTime: number;
  readonly leadTimeSd: number;
  /** R, periods. */
  readonly review: number;
  /** α, probability of no stock-out in a cycle. */
  readonly serviceLevel: number;
}): number {
  const { mean, sd, leadTime, leadTimeSd, review, serviceLevel } = terms;
  const variance = (leadTime + review) * sd * sd + mean * mean * leadTimeSd * leadTimeSd;
  return normalQuantile(serviceLevel) * Math.sqrt(variance);
}
