import { type OrderRules, orderQuantity } from "./order-quantity.ts";
import { wagnerWhitin } from "./wagner-whitin.ts";

/**
 * Units that arrive on each day where all demand is known: just before they are wanted, in the cheapest
 * lots (Wagner & Whitin) where an order costs something, else a cycle's demand at a time.
 *
 * @param demand [days] units
 * @param start  units on hand before the first day, and [days] that come in anyway
 * @returns [days] units
 */
export function foresightArrivals(
  demand: Float64Array,
  { onHand: start, due }: { readonly onHand: number; readonly due: Float64Array },
  rules: OrderRules,
  economics: {
    readonly cycleDays: number;
    readonly orderCost: number;
    readonly dailyHolding: number;
  },
): Float64Array {
  const lastsUntil = lotEnds(demand, economics);
  const arrivals = new Float64Array(demand.length);
  let onHand = start;
  for (let day = 0; day < demand.length; day++) {
    const wanted = demand[day] as number;
    onHand += due[day] as number;
    if (wanted > onHand) {
      const units = sumOf(demand, day, lastsUntil(day)) - onHand;
      arrivals[day] = Math.max(wanted - onHand, orderQuantity(0, units, units, rules).quantity);
      onHand += arrivals[day] as number;
    }
    onHand -= wanted;
  }
  return arrivals;
}

/** The day up to which a lot that arrives on a day should last. */
function lotEnds(
  demand: Float64Array,
  { cycleDays, orderCost, dailyHolding }: Parameters<typeof foresightArrivals>[3],
): (day: number) => number {
  if (orderCost <= 0) return (day) => Math.min(demand.length, day + Math.max(1, cycleDays));
  const { lots } = wagnerWhitin(demand, orderCost, dailyHolding);
  return (day) => {
    let end = day + 1;
    while (end < demand.length && lots[end] === 0) end++;
    return end;
  };
}

function sumOf(values: Float64Array, from: number, to: number): number {
  let sum = 0;
  for (let i = from; i < to; i++) sum += values[i] as number;
  return sum;
}
