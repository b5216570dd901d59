import { describe, expect, test } from "vitest";
import {
  emptyLedgers,
  fixedLevels,
  fixedName,
  foresightPolicy,
  ourPolicy,
  ReplayedSeries,
  type SeriesStart,
  type Stretch,
} from "#jobs/backtest/replayed-series.ts";
import { terms } from "#test/support/inventory/forecasts.ts";

const firstDay = 20_000;
const start = (given: Partial<SeriesStart> = {}): SeriesStart => ({
  ...{ firstDay, dailyMean: 10, dailySd: 3, look: 1, wholeUnits: true },
  terms: terms({ leadTimeDays: 3, reviewDays: 2 }),
  ...{ stock: undefined, countsFrom: firstDay + 3 },
  ...given,
});

/** Ten a day for sixty days; our policy orders what sold the day before. */
const stretch = (given: Partial<Stretch> = {}): Stretch => ({
  firstDay,
  demand: new Float64Array(60).fill(10),
  lookDays: new Set(Array.from({ length: 60 }, (_, day) => day)),
  terms: terms({ leadTimeDays: 3, reviewDays: 2 }),
  endDay: Number.POSITIVE_INFINITY,
  costs: { holding: 3.65, shortage: 2, waste: 5, order: 1 },
  ourOrder: () => 10,
  arrivesIn: () => 3,
  ...given,
});

function played(from: SeriesStart, through: Stretch) {
  const ledgers = emptyLedgers();
  new ReplayedSeries(from).play(through, ledgers);
  return (name: string) => {
    const ledger = ledgers.get(name);
    if (ledger === undefined) throw new Error(`no policy is named ${name}`);
    return ledger.totals();
  };
}

describe("a series that is played under every policy", () => {
  test("counts from the day on which an order of the first day arrives", () => {
    const of = played(start(), stretch());
    expect(of(ourPolicy)).toMatchObject({ days: 57, demanded: 570, orders: 57, ordered: 570 });
    expect(of(foresightPolicy)).toMatchObject({ days: 57, demanded: 570 });
  });

  test("costs by the day what the textbook says: 20 on hand for 57 days at 0.01 each", () => {
    // Begins with 50, sells 30 before the first order comes, and gets back each day what it sells.
    const ours = played(start(), stretch())(ourPolicy);
    expect(ours.sold).toBe(570);
    expect(ours.holdingCost).toBeCloseTo(57 * 20 * 0.01, 9);
    expect(ours.orderCost).toBe(57);
  });

  test("begins with what was counted and what was on order", () => {
    const stock = { onHand: 15, onOrder: 40, backordered: 0, countedOn: firstDay - 1 };
    const never = { ourOrder: () => 0 };
    // 30 are wanted before the open order is here: 15 are sold, and then its 40.
    expect(played(start({ stock }), stretch(never))(ourPolicy).sold).toBe(40);
    expect(played(start({ stock, countsFrom: firstDay }), stretch(never))(ourPolicy).sold).toBe(55);
  });

  test("a higher fixed level never meets less demand, and foresight meets all of it", () => {
    const demand = Float64Array.from({ length: 60 }, (_, day) => (day % 7 === 3 ? 45 : 5));
    const of = played(start({ dailySd: 14 }), stretch({ demand }));
    const met = fixedLevels.map((level) => of(fixedName(level)).sold);
    expect(met).toEqual(met.toSorted((a, b) => a - b));
    const best = of(foresightPolicy);
    expect(best.sold).toBe(best.demanded);
  });

  test("a fixed reorder point orders nothing that arrives after the item's end", () => {
    const ending = stretch({ endDay: firstDay + 20, demand: new Float64Array(20).fill(10) });
    const { ordered } = played(start({ countsFrom: firstDay }), ending)(fixedName(0.95));
    const open = played(start({ countsFrom: firstDay }), stretch({ demand: ending.demand }));
    expect(ordered).toBeLessThan(open(fixedName(0.95)).ordered);
  });
});
