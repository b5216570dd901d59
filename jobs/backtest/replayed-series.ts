import { type FixedPolicy, fixedOrder, fixedPolicy } from "#lib/inventory/fixed-reorder-point.ts";
import { foresightArrivals } from "#lib/inventory/foresight.ts";
import type { UnitCosts } from "#lib/inventory/order-ledger.ts";
import { OrderLedger } from "#lib/inventory/order-ledger.ts";
import { inventoryPosition, type StockPosition } from "#lib/inventory/order-quantity.ts";
import { SimulatedShelf } from "#lib/inventory/simulated-shelf.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";

/** Service levels at which the fixed reorder point is played, so that it can be compared at any fill rate. */
export const fixedLevels = [
  0.3,
  0.5,
  0.7,
  0.8,
  0.85,
  0.9,
  0.93,
  0.95,
  0.97,
  0.98,
  0.99,
  0.995,
  0.999,
  0.9999,
  1 - 1e-5,
  1 - 1e-7,
  1 - 1e-9,
] as const;

export const ourPolicy = "shelfcast";
export const foresightPolicy = "perfect foresight";
export const fixedName = (level: number): string => `fixed reorder point at ${level}`;
const policyNames = [ourPolicy, ...fixedLevels.map(fixedName), foresightPolicy];

export type Ledgers = ReadonlyMap<string, OrderLedger>;
export const emptyLedgers = (): Ledgers =>
  new Map(policyNames.map((name) => [name, new OrderLedger()]));

/** How one series begins; units and days. */
export interface SeriesStart {
  readonly firstDay: number;
  readonly dailyMean: number;
  readonly dailySd: number;
  readonly terms: SupplyTerms;
  readonly look: number;
  readonly wholeUnits: boolean;
  /** Counted up to the cutoff; `undefined` begins with what sells until an order's cycle is over. */
  readonly stock: StockPosition | undefined;
  /** Epoch day on which an order of the first day arrives: what comes before is no policy's doing. */
  readonly countsFrom: number;
}

/** What happens to a series between two cutoffs. */
export interface Stretch {
  /** Epoch day of the first. */
  readonly firstDay: number;
  /** [days] units wanted. */
  readonly demand: Float64Array;
  /** Days on which orders may be placed, counted from the first. */
  readonly lookDays: ReadonlySet<number>;
  readonly terms: SupplyTerms;
  /** Last epoch day on which it may be sold; Infinity where none is known. */
  readonly endDay: number;
  readonly costs: UnitCosts;
  /** Units our policy orders on a look day, and the day on which they arrive, both as of now. */
  readonly ourOrder: (day: number, stock: StockPosition) => number;
  /** Days after an order of a day until it arrives. */
  readonly arrivesIn: (day: number) => number;
}

/**
 * One series under every policy: the same stock and open orders at the start, the same demand, the same luck with
 * lead times. Days count from that on which an order of the first could have arrived: until then all
 * policies sell from what they were left, and by then each has on order what it would have.
 */
export class ReplayedSeries {
  readonly #shelves: ReadonlyMap<string, SimulatedShelf>;
  readonly #fixed: ReadonlyMap<string, FixedPolicy>;
  readonly #countsFrom: number;

  constructor(start: SeriesStart) {
    const { terms, firstDay, countsFrom } = start;
    const { onHand, onOrder } = start.stock ?? { onHand: coverOf(start), onOrder: 0 };
    const life = terms.shelfLifeDays ?? Number.POSITIVE_INFINITY;
    this.#countsFrom = countsFrom;
    this.#shelves = new Map(
      policyNames.map((name) => {
        const shelf = new SimulatedShelf(onHand, firstDay, life);
        if (onOrder > 0) shelf.order(onOrder, countsFrom);
        return [name, shelf];
      }),
    );
    const cycleDays = Math.max(start.look, terms.reviewDays);
    this.#fixed = new Map(
      fixedLevels.map((serviceLevel) => [
        fixedName(serviceLevel),
        fixedPolicy({ ...start, ...terms, cycleDays, serviceLevel }),
      ]),
    );
  }

  play(stretch: Stretch, ledgers: Ledgers): void {
    for (const [name, shelf] of this.#shelves) {
      const ledger = ledgers.get(name) as OrderLedger;
      const played = { stretch, shelf, ledger, countsFrom: this.#countsFrom - stretch.firstDay };
      const fixed = this.#fixed.get(name);
      if (name === foresightPolicy) playForesight(played);
      else playPolicy(played, fixed ? fixedOrders(fixed, stretch) : stretch.ourOrder);
    }
  }
}

/** What sells, at the pace of the past, until an order's cycle is over; units. */
function coverOf({ terms, dailyMean, look, wholeUnits }: SeriesStart): number {
  const cover = dailyMean * (terms.leadTimeDays + Math.max(look, terms.reviewDays));
  return wholeUnits ? Math.ceil(cover) : cover;
}

/** A fixed reorder point is told of an item's end too. */
function fixedOrders(
  fixed: FixedPolicy,
  { firstDay, endDay, terms }: Stretch,
): Stretch["ourOrder"] {
  return (day, stock) => {
    if (firstDay + day + terms.leadTimeDays > endDay) return 0;
    return fixedOrder(fixed, inventoryPosition(stock), terms).quantity;
  };
}

/** A policy on its way through a stretch; `countsFrom` is a day of it. */
interface Played {
  readonly stretch: Stretch;
  readonly shelf: SimulatedShelf;
  readonly ledger: OrderLedger;
  readonly countsFrom: number;
}

function playPolicy(played: Played, orderOn: Stretch["ourOrder"]): void {
  const { demand, lookDays, arrivesIn } = played.stretch;
  for (let day = 0; day < demand.length; day++) {
    if (lookDays.has(day)) {
      const units = orderOn(day, played.shelf.position);
      if (units > 0) placeOrder(played, day, units, arrivesIn(day));
    }
    closeDay(played, day);
  }
}

function playForesight(played: Played): void {
  const { demand, terms, costs, firstDay } = played.stretch;
  const { shelf } = played;
  const due = Float64Array.from(demand, (_, day) => shelf.arrivingOn(firstDay + day));
  const arrivals = foresightArrivals(demand, { onHand: shelf.onHand, due }, terms, {
    cycleDays: terms.reviewDays,
    orderCost: costs.order,
    dailyHolding: costs.holding / 365,
  });
  for (let day = 0; day < demand.length; day++) {
    const units = arrivals[day] as number;
    if (units > 0) placeOrder(played, day, units, 0);
    closeDay(played, day);
  }
}

function placeOrder(
  { stretch, shelf, ledger, countsFrom }: Played,
  day: number,
  units: number,
  arrivesIn: number,
): void {
  shelf.order(units, stretch.firstDay + day + arrivesIn);
  if (day >= countsFrom) ledger.order(units, stretch.costs);
}

function closeDay({ stretch, shelf, ledger, countsFrom }: Played, day: number): void {
  const { firstDay, demand, costs } = stretch;
  shelf.receive(firstDay + day);
  const demanded = demand[day] as number;
  const sold = shelf.sell(demanded);
  const wasted = shelf.expire(firstDay + day);
  if (day < countsFrom) return;
  ledger.closeDay({ demanded, sold, wasted, onHand: shelf.onHand }, costs);
}
