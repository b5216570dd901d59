import { orderQuantity } from "./order-quantity.ts";
import { type SampleBins, sampleBins } from "./sample-bins.ts";

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
  const { counts, sums } = distancesUnderTop(cycle);
  const isEnough = (s: number): boolean => {
    let loss = 0;
    for (let bin = 0; bin < counts.length; bin++) {
      const count = counts[bin] as number;
      if (count === 0) continue;
      const position = s + cycle.lot - (sums[bin] as number) / count;
      loss += count * (until.at(position) - before.at(position));
    }
    return loss / cycle.untilNextArrival.length <= allowed;
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
/** Positions that stand for all, and values of demand that do. */
const positions = 64;
const demandBins = 512;

/** S − Y after each review: under 0 where packs or a minimum lift it above S. */
function distancesUnderTop(cycle: ReplenishmentCycle): SampleBins {
  const { beforeArrival, untilNextArrival, lot } = cycle;
  const rules = { ...cycle, maxOrder: Number.POSITIVE_INFINITY };
  const distances = new Float64Array(untilNextArrival.length);
  let distance = 0;
  for (let n = 0; n < distances.length; n++) {
    distance += (untilNextArrival[n] as number) - (beforeArrival[n] as number);
    if (distance > lot) distance -= orderQuantity(-distance, -lot, 0, rules).quantity;
    distances[n] = distance;
  }
  return sampleBins(distances, positions);
}

/** E(D − y)⁺ of a sample for any y. */
class ShortageCurve {
  readonly mean: number;
  readonly most: number;
  readonly #bins: SampleBins;
  readonly #size: number;
  /** [bins + 1] values in a bin and all above it, and their sum. */
  readonly #countFrom = new Float64Array(demandBins + 1);
  readonly #sumFrom = new Float64Array(demandBins + 1);

  constructor(demand: Float64Array) {
    const bins = sampleBins(demand, demandBins);
    this.#bins = bins;
    this.#size = demand.length;
    for (let bin = demandBins - 1; bin >= 0; bin--) {
      this.#countFrom[bin] = (this.#countFrom[bin + 1] as number) + (bins.counts[bin] as number);
      this.#sumFrom[bin] = (this.#sumFrom[bin + 1] as number) + (bins.sums[bin] as number);
    }
    this.mean = (this.#sumFrom[0] as number) / demand.length;
    this.most = bins.low + bins.width * demandBins;
  }

  at(units: number): number {
    const { low, width, counts, sums } = this.#bins;
    const bin = Math.floor((units - low) / width);
    if (bin < 0) return this.mean - units;
    if (bin >= demandBins) return 0;
    const own = Math.max(0, (sums[bin] as number) - (counts[bin] as number) * units);
    const above = (this.#sumFrom[bin + 1] as number) - (this.#countFrom[bin + 1] as number) * units;
    return (own + above) / this.#size;
  }
}
