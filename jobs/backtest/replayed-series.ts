import { type FixedPolicy, fixedOrder, fixedPolicy } from "#lib/inventory/fixed-reorder-point.ts";
import { foresightArrivals } from "#lib/inventory/foresight.ts";
import type { UnitCosts } from "#lib/inventory/order-ledger.ts";
import { OrderLedger } from "#lib/inventory/order-ledger.ts";
import { inventoryPosition, type StockPosition } from "#lib/inventory/order-quantity.ts";
import { SimulatedShelf } from "#lib/inventory/simulated-shelf.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";

/** Service levels at which the fixed reorder point is played, so that it can be compared at any fill rate. */
export const fixedLevels = [
  0.3, 0.5, 0.7, 0.8, 0.85, 0.9, 0.93, 0.95, 0.97, 0.98, 0.99, 0.995, 0.999, 0.9999,
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
  readonly costs: UnitCosts;
  /** Units our policy orders on a look day, and the day on which they arrive, both as of now. */
  readonly ourOrder: (day: number, stock: StockPosition) => number;
  /** Days after an order of a day until it arrives. */
  readonly arrivesIn: (day: number) => number;
}

/** One series under every policy: the same start, the same demand, the same luck with lead times. */
export class ReplayedSeries {
  readonly #shelves: ReadonlyMap<string, SimulatedShelf>;
  readonly #fixed: ReadonlyMap<string, FixedPolicy>;

  constructor(start: SeriesStart) {
    const { terms, dailyMean, firstDay, wholeUnits } = start;
    const cover = dailyMean * (terms.leadTimeDays + Math.max(start.look, terms.reviewDays));
    const units = wholeUnits ? Math.ceil(cover) : cover;
    const life = terms.shelfLifeDays ?? Number.POSITIVE_INFINITY;
    this.#shelves = new Map(
      policyNames.map((name) => [name, new SimulatedShelf(units, firstDay, life)]),
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
      const fixed = this.#fixed.get(name);
      if (name === foresightPolicy) playForesight(stretch, shelf, ledger);
      else if (fixed) {
        playPolicy(stretch, shelf, ledger, (_day, stock) => {
          return fixedOrder(fixed, inventoryPosition(stock), stretch.terms).quantity;
        });
      } else playPolicy(stretch, shelf, ledger, stretch.ourOrder);
    }
  }
}

function playPolicy(
  stretch: Stretch,
  shelf: SimulatedShelf,
  ledger: OrderLedger,
  orderOn: Stretch["ourOrder"],
): void {
  const { firstDay, demand, lookDays, costs, arrivesIn } = stretch;
  for (let day = 0; day < demand.length; day++) {
    if (lookDays.has(day)) {
      const units = orderOn(day, shelf.position);
      if (units > 0) {
        shelf.order(units, firstDay + day + arrivesIn(day));
        ledger.order(units, costs);
      }
    }
    closeDay(stretch, day, shelf, ledger);
  }
}

function playForesight(stretch: Stretch, shelf: SimulatedShelf, ledger: OrderLedger): void {
  const { firstDay, demand, terms, costs } = stretch;
  const arrivals = foresightArrivals(demand, shelf.onHand, terms, {
    cycleDays: terms.reviewDays,
    orderCost: costs.order,
    dailyHolding: costs.holding / 365,
  });
  for (let day = 0; day < demand.length; day++) {
    const units = arrivals[day] as number;
    if (units > 0) {
      shelf.order(units, firstDay + day);
      ledger.order(units, costs);
    }
    closeDay(stretch, day, shelf, ledger);
  }
}

function closeDay(
  { firstDay, demand, costs }: Stretch,
  day: number,
  shelf: SimulatedShelf,
  ledger: OrderLedger,
): void {
  shelf.receive(firstDay + day);
  const demanded = demand[day] as number;
  const sold = shelf.sell(demanded);
  const wasted = shelf.expire(firstDay + day);
  ledger.closeDay({ demanded, sold, wasted, onHand: shelf.onHand }, costs);
}
