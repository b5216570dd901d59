/** From so many units of an order line on, all its units cost less. */
export interface PriceBreak {
  readonly units: number;
  /** Share off the cost. */
  readonly discount: number;
}

/** What a year's buying of one item costs under a lot size. */
export interface LotEconomics {
  /** λ, units a year. */
  readonly yearlyDemand: number;
  /** c without a discount, money a unit. */
  readonly unitCost: number;
  /** i, share of cost that a year's holding costs. */
  readonly holdingRate: number;
  /** K, money an order. */
  readonly orderCost: number;
}

/**
 * The needed lot, or the one at which a discount begins that makes a year cheaper.
 *
 *     g_j(Q) = λ c_j + K λ / Q + i c_j Q / 2,   at best at Q_j* = √(2 K λ / (i c_j))
 *
 * All-units discounts (Snyder & Shen, "Fundamentals of Supply Chain Theory", 2nd ed., §3.4). A price j is
 * judged at the best lot that it and the need allow, max(needed, b_j, Q_j*), so that a greater need never
 * falls back to a dearer price, and more stock never orders more.
 *
 * @param needed    units, whole packs
 * @param mostUnits units that an order may have at most
 * @returns units, whole packs, at least `needed`
 */
export function lotWithDiscount(
  needed: number,
  mostUnits: number,
  packSize: number,
  breaks: readonly PriceBreak[],
  economics: LotEconomics,
): number {
  let best = needed;
  let bestCost = costAtBest(needed, discountAt(needed, breaks), economics);
  for (const { units } of breaks) {
    const lot = Math.ceil(units / packSize - rounding) * packSize;
    if (lot <= needed || lot > mostUnits) continue;
    const cost = costAtBest(lot, discountAt(lot, breaks), economics);
    if (cost < bestCost) {
      best = lot;
      bestCost = cost;
    }
  }
  return best;
}

/** The share off the cost of every unit of an order of `units`. */
export function discountAt(units: number, breaks: readonly PriceBreak[]): number {
  let best = 0;
  for (const { units: from, discount } of breaks) {
    if (units >= from && discount > best) best = discount;
  }
  return best;
}

const rounding = 1e-9;

/** g at the economic lot, or at `least` units where that is more; money a year. */
function costAtBest(
  least: number,
  discount: number,
  { yearlyDemand, unitCost, holdingRate, orderCost }: LotEconomics,
): number {
  const cost = unitCost * (1 - discount);
  const holding = holdingRate * cost;
  const economic = holding > 0 ? Math.sqrt((2 * orderCost * yearlyDemand) / holding) : 0;
  const units = Math.max(least, economic);
  return yearlyDemand * cost + (orderCost * yearlyDemand) / units + (holding * units) / 2;
}
