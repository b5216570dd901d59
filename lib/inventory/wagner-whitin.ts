/** Lots that meet known demand at least cost. */
export interface LotPlan {
  /** [periods] units ordered at the start of each. */
  readonly lots: Float64Array;
  readonly cost: number;
}

/**
 * The cheapest way to meet known demand period by period, with a fixed cost an order and a cost of
 * holding a unit from one period to the next.
 *
 *     θ_t = min_{s > t} [ K + h Σ_{i=t}^{s−1} (i − t) d_i + θ_s ],   θ_{T+1} = 0
 *
 * Wagner & Whitin, "Dynamic version of the economic lot size model", Management Science 5 (1958);
 * Snyder & Shen, "Fundamentals of Supply Chain Theory" (2nd ed.), eq. 3.37. A period without demand needs no
 * order. O(T²).
 *
 * @param demand    d  [periods] units
 * @param orderCost K, money an order
 * @param holding   h, money a unit a period
 */
export function wagnerWhitin(
  demand: ArrayLike<number>,
  orderCost: number,
  holding: number,
): LotPlan {
  const periods = demand.length;
  const cost = new Float64Array(periods + 1);
  const next = new Int32Array(periods + 1);
  for (let t = periods - 1; t >= 0; t--) {
    const best = cheapestLot(demand, t, cost, { orderCost, holding });
    cost[t] = best.cost;
    next[t] = best.next;
  }
  const lots = new Float64Array(periods);
  for (let t = 0; t < periods; t = next[t] as number) {
    for (let i = t; i < (next[t] as number); i++)
      lots[t] = (lots[t] as number) + (demand[i] as number);
  }
  return { lots, cost: cost[0] as number };
}

/** The period up to which an order at `t` should last. */
function cheapestLot(
  demand: ArrayLike<number>,
  t: number,
  cost: Float64Array,
  { orderCost, holding }: { readonly orderCost: number; readonly holding: number },
): { readonly cost: number; readonly next: number } {
  if ((demand[t] as number) <= 0) return { cost: cost[t + 1] as number, next: t + 1 };
  let best = { cost: Number.POSITIVE_INFINITY, next: t + 1 };
  let held = 0;
  for (let s = t + 1; s < cost.length; s++) {
    held += holding * (s - 1 - t) * (demand[s - 1] as number);
    if (orderCost + held >= best.cost) break;
    const total = orderCost + held + (cost[s] as number);
    if (total < best.cost) best = { cost: total, next: s };
  }
  return best;
}
