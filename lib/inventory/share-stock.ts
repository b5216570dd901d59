/** A part of what one store asks of its warehouse. */
export interface Claim {
  readonly store: number;
  readonly units: number;
  /** Units of demand that it is expected to save from a stock-out. */
  readonly savedUnits: number;
}

/**
 * Shares what a warehouse has among its stores: part by part, where a unit saves most demand from a
 * stock-out (greedy on marginal value, which is best where the parts of each store save less and less).
 *
 * @param claims parts of each store, the most needed first
 * @param packSize units that go out together
 * @returns [stores] units each gets; together never more than `available`
 */
export function shareStock(
  claims: readonly Claim[],
  stores: number,
  available: number,
  packSize: number,
): Float64Array {
  const shares = new Float64Array(stores);
  const ranked = claims
    .map((claim, index) => ({ ...claim, index }))
    .sort((a, b) => b.savedUnits / b.units - a.savedUnits / a.units || a.index - b.index);
  let left = available;
  for (const { store, units } of ranked) {
    const given = units <= left ? units : Math.floor(left / packSize + rounding) * packSize;
    shares[store] = (shares[store] as number) + given;
    left -= given;
  }
  return shares;
}

const rounding = 1e-9;
