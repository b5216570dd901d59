/** An item that could be promoted over the horizon. */
export interface PromotionCandidate {
  readonly item: number;
  /** Units to be expected without a promotion. */
  readonly baseUnits: number;
  readonly lift: number;
  /** Money. */
  readonly price: number;
  /** Money; NaN where it is not known, and then half of the price is taken. */
  readonly cost: number;
  /** Units that can be sold at all; infinite where stock is not counted. */
  readonly available: number;
}

export interface PlannedPromotion {
  readonly item: number;
  readonly expectedUnits: number;
  readonly extraUnits: number;
  /** Money given away: the discount on every unit sold, those that would have been sold anyway too. */
  readonly cost: number;
  /** Money earned more than without: margin on extra units, less what is given away. */
  readonly gain: number;
}

/** Share of the price that an item costs where the shop does not say. */
const usualCostShare = 0.5;

/**
 * What to promote with a budget, the most gain for the money first: the greedy answer to the knapsack
 * (Dantzig 1957), at most one item from the best possible. Items that would lose money are left out.
 *
 *     units = min(available, base · lift),   cost = units · discount · price
 *     gain  = units · (price · (1 − discount) − c) − min(available, base) · (price − c)
 *
 * @param budget money; Infinity for no limit
 */
export function planPromotions(
  candidates: readonly PromotionCandidate[],
  discount: number,
  budget: number,
): PlannedPromotion[] {
  const planned = candidates
    .map((candidate) => promotionOf(candidate, discount))
    .filter(({ gain, extraUnits }) => gain > 0 && extraUnits > 0)
    .sort((a, b) => b.gain / b.cost - a.gain / a.cost || a.item - b.item);
  let left = budget;
  return planned.filter(({ cost }) => {
    if (cost > left) return false;
    left -= cost;
    return true;
  });
}

function promotionOf(candidate: PromotionCandidate, discount: number): PlannedPromotion {
  const { item, baseUnits, lift, price, available } = candidate;
  const unitCost = Number.isNaN(candidate.cost) ? usualCostShare * price : candidate.cost;
  const expectedUnits = Math.min(available, baseUnits * lift);
  const without = Math.min(available, baseUnits);
  const earned = expectedUnits * (price * (1 - discount) - unitCost);
  return {
    item,
    expectedUnits,
    extraUnits: expectedUnits - without,
    cost: expectedUnits * discount * price,
    gain: earned - without * (price - unitCost),
  };
}
