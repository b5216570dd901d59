import { normalDensity, normalQuantile } from "#lib/domain/normal-distribution.ts";

/**
 * Probability of no stock-out at which one more unit costs as much as it saves.
 *
 *     α = p / (p + h)
 *
 * Snyder & Shen, "Fundamentals of Supply Chain Theory" (2nd ed.), eq. 4.7.
 *
 * @param overage  h, money lost by a unit left over
 * @param underage p, money lost by a unit not to be had
 */
export function criticalRatio(overage: number, underage: number): number {
  return underage / (underage + overage);
}

/**
 * The newsvendor under normal demand, ibid. eq. 4.24 and 4.30.
 *
 *     S = μ + z_α σ        cost = (h + p) φ(z_α) σ
 *
 * @returns units to have at the start of the period, and the expected cost of the period
 */
export function normalNewsvendor(demand: {
  readonly mean: number;
  readonly sd: number;
  readonly overage: number;
  readonly underage: number;
}): { readonly orderUpTo: number; readonly cost: number } {
  const { mean, sd, overage, underage } = demand;
  const z = normalQuantile(criticalRatio(overage, underage));
  return { orderUpTo: mean + z * sd, cost: (overage + underage) * normalDensity(z) * sd };
}
