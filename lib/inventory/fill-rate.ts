/** What is known of one replenishment cycle of one series. */
export interface ReplenishmentCycle {
  /** [paths] demand until an order placed now is here. */
  readonly beforeArrival: Float64Array;
  /** [paths] demand until the order of the next review is here. */
  readonly untilNextArrival: Float64Array;
  /** S − s, units; or the least order, where that is more. */
  readonly lot: number;
  /** Units by which an order overshoots S at most. */
  readonly packSize: number;
}

/**
 * The reorder point s at which the share β of demand is met from the shelf.
 *
 *     1 − β = E[loss(Y)] / d,   loss(y) = E(D₂ − y)⁺ − E(D₁ − y)⁺,   d = E(D₂ − D₁)
 *
 * D₁ and D₂ are demand until this order and until the next can arrive, so that a unit short is counted
 * once (Silver, Pyke & Thomas, "Inventory and Production Management in Supply Chains", 4th ed., §6.9).
 * Y is the position after a review: at S with probability 1 / (1 + (S − s) / d), else uniform on s … S,
 * which is exact where demand between reviews is exponential; packs lift an order by half a pack on
 * average, uniform on 0 … pack (Hadley & Whitin 1963, the (R, nQ) policy).
 *
 * @param target β, strictly between 0 and 1
 */
export function fillRateReorderPoint(cycle: ReplenishmentCycle, target: number): number {
  const { beforeArrival, untilNextArrival } = cycle;
  const demand = meanOf(untilNextArrival) - meanOf(beforeArrival);
  if (demand <= 0) return 0;
  const allowed = (1 - target) * demand;
  let low = 0;
  let high = maximumOf(untilNextArrival);
  if (expectedLoss(cycle, low, demand) <= allowed) return 0;
  for (let turn = 0; turn < bisections; turn++) {
    const middle = (low + high) / 2;
    if (expectedLoss(cycle, middle, demand) > allowed) low = middle;
    else high = middle;
  }
  return high;
}

/** Each halves the interval: 2⁻²⁴ of the largest demand is left. */
const bisections = 24;

function expectedLoss(cycle: ReplenishmentCycle, s: number, demand: number): number {
  const { lot, packSize } = cycle;
  const atTop = meanLoss(cycle, s + lot, s + lot + packSize);
  if (lot <= 0) return atTop;
  const between = meanLoss(cycle, s, s + lot);
  const reviews = lot / demand;
  return (atTop + reviews * between) / (1 + reviews);
}

/** Mean of loss(y) over y uniform on from … to, in closed form path by path: ∫(D − y)⁺ dy = ½(D − y)⁺². */
function meanLoss(
  { beforeArrival, untilNextArrival }: ReplenishmentCycle,
  from: number,
  to: number,
): number {
  let total = 0;
  for (let n = 0; n < untilNextArrival.length; n++) {
    const later = untilNextArrival[n] as number;
    if (later <= from) continue;
    total += halfSquares(later, from, to) - halfSquares(beforeArrival[n] as number, from, to);
  }
  return total / untilNextArrival.length / (to - from);
}

function halfSquares(demand: number, from: number, to: number): number {
  const low = Math.max(0, demand - from);
  const high = Math.max(0, demand - to);
  return (low * low - high * high) / 2;
}

function meanOf(values: Float64Array): number {
  let total = 0;
  for (const value of values) total += value;
  return total / values.length;
}

function maximumOf(values: Float64Array): number {
  let most = 0;
  for (const value of values) if (value > most) most = value;
  return most;
}
