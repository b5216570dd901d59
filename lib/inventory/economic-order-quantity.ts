/**
 * The lot at which ordering and holding cost the same (Harris 1913; Snyder & Shen, eq. 3.4).
 *
 *     Q* = √(2 K λ / h)        cost a year = √(2 K λ h)
 *
 * @param fixedCost K, money an order costs whatever its size
 * @param demand    λ, units a year
 * @param holding   h, money that holding one unit for a year costs
 */
export function economicOrderQuantity(
  fixedCost: number,
  demand: number,
  holding: number,
): { readonly quantity: number; readonly cost: number } {
  return {
    quantity: Math.sqrt((2 * fixedCost * demand) / holding),
    cost: Math.sqrt(2 * fixedCost * demand * holding),
  };
}
