import { orderQuantity } from "./order-quantity.ts";

/** What is known of one replenishment cycle of one series. */
export interface ReplenishmentCycle {
  /** [paths] demand until an order placed now is here. */
  readonly beforeArrival: Float64Array;
  /** [paths] demand until the order of the next review is here. */
  readonly untilNextArrival: Float64Array;
  /** S − s, units. */
  readonly lot: number;
  readonly packSize: number;
  readonly minOrder: number;
}

/**
 * The reorder point s at which the share β of demand is met from the shelf.
 *
 *     1 − β = E[loss(Y)] / d,   loss(y) = E(D₂ − y)⁺ − E(D₁ − y)⁺,   d = E(D₂ − D₁)
 *
 * D₁ and D₂ are demand until this order and until the next can arrive, so that a unit short is counted
 * once (Silver, Pyke & Thomas, "Inventory and Production Management in Supply Chains", 4th ed., §6.9).
 * Y is the position after a review. How far it lies under S depends on S − s, packs and minimum alone, so
 * that it is played once, review by review, on the demand between arrivals.
 *
 * @param target β, strictly between 0 and 1
 */
export function fillRateReorderPoint(cycle: ReplenishmentCycle, target: number): number {
  const [before, until] = [
    new ShortageCurve(cycle.beforeArrival),
    new ShortageCurve(cycle.untilNextArrival),
  ];
  const demand = until.mean - before.mean;
  if (demand <= 0) return 0;
  const allowed = (1 - target) * demand;
  const under = distancesUnderTop(cycle);
  const isEnough = (s: number): boolean => {
    let loss = 0;
    for (const distance of under) {
      const position = s + cycle.lot - distance;
      loss += until.at(position) - before.at(position);
    }
    return loss / under.length <= allowed;
  };
  let low = 0;
  let high = until.most;
  if (isEnough(low)) return 0;
  for (let turn = 0; turn < bisections; turn++) {
    const middle = (low + high) / 2;
    if (isEnough(middle)) high = middle;
    else low = middle;
  }
  return high;
}

/** Each halves the interval: 2⁻²⁰ of the largest demand is left. */
const bisections = 20;
/** Positions that stand for all. */
const positions = 64;

/** S − Y after each review, as evenly spread quantiles: under 0 where packs or a minimum lift it above S. */
function distancesUnderTop(cycle: ReplenishmentCycle): Float64Array {
  const { beforeArrival, untilNextArrival, lot } = cycle;
  const rules = { ...cycle, maxOrder: Number.POSITIVE_INFINITY };
  const distances = new Float64Array(untilNextArrival.length);
  let distance = 0;
  for (let n = 0; n < distances.length; n++) {
    distance += (untilNextArrival[n] as number) - (beforeArrival[n] as number);
    distance -= orderQuantity(-distance, -lot, 0, rules).quantity;
    distances[n] = distance;
  }
  distances.sort();
  const step = distances.length / positions;
  return Float64Array.from(
    { length: positions },
    (_, i) => distances[Math.floor((i + 0.5) * step)] as number,
  );
}

/** E(D − y)⁺ of a sample for any y: sorted once, then a search and a sum. */
class ShortageCurve {
  readonly #sorted: Float64Array;
  /** [n + 1] sums of the values from the n-th on. */
  readonly #above: Float64Array;

  constructor(demand: Float64Array) {
    this.#sorted = Float64Array.from(demand).sort();
    this.#above = new Float64Array(demand.length + 1);
    for (let n = demand.length - 1; n >= 0; n--) {
      this.#above[n] = (this.#above[n + 1] as number) + (this.#sorted[n] as number);
    }
  }

  get mean(): number {
    return (this.#above[0] as number) / this.#sorted.length;
  }

  get most(): number {
    return this.#sorted.at(-1) ?? 0;
  }

  at(units: number): number {
    const count = this.#sorted.length;
    let low = 0;
    let high = count;
    while (low < high) {
      const middle = (low + high) >> 1;
      if ((this.#sorted[middle] as number) > units) high = middle;
      else low = middle + 1;
    }
    return ((this.#above[low] as number) - (count - low) * units) / count;
  }
}
