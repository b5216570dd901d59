import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { normalProbability, normalQuantile } from "#lib/domain/normal-distribution.ts";
import { economicOrderQuantity } from "#lib/inventory/economic-order-quantity.ts";
import { criticalRatio, normalNewsvendor } from "#lib/inventory/newsvendor.ts";
import { lotWithDiscount } from "#lib/inventory/price-breaks.ts";
import { safetyStock } from "#lib/inventory/safety-stock.ts";
import { echelonBaseStock } from "#lib/inventory/serial-system.ts";
import { wagnerWhitin } from "#lib/inventory/wagner-whitin.ts";
import { clarkScarf } from "#test/support/inventory/clark-scarf.ts";

describe("the normal distribution", () => {
  // Abramowitz & Stegun, table 26.1 and 26.5; far tails from mpmath 1.3 at 30 digits.
  test.each([
    [0, 0.5],
    [1, 0.841344746068543],
    [-1.96, 0.024997895148220435],
    [3, 0.9986501019683699],
    [-8, 6.22096057427178e-16],
  ])("Φ(%d) is %d", (z, probability) => {
    expect(normalProbability(z) / probability).toBeCloseTo(1, 7);
  });

  test.each([
    [0.5, 0],
    [0.9, 1.2815515655446004],
    [0.975, 1.959963984540054],
    [0.001, -3.090232306167813],
    [1e-10, -6.361340902404056],
  ])("the quantile of %d is %d", (probability, z) => {
    expect(normalQuantile(probability)).toBeCloseTo(z, 12);
  });

  test("certainty lies at infinity", () => {
    expect(normalQuantile(0)).toBe(Number.NEGATIVE_INFINITY);
    expect(normalQuantile(1)).toBe(Number.POSITIVE_INFINITY);
  });
});

describe("textbook values", () => {
  test("the newsvendor with h 2, p 18, mean 120, sd 10 has 132.8155 at a cost of 35.0997", () => {
    const best = normalNewsvendor({ mean: 120, sd: 10, overage: 2, underage: 18 });
    expect(criticalRatio(2, 18)).toBeCloseTo(0.9, 15);
    expect(best.orderUpTo).toBeCloseTo(132.8155, 4);
    expect(best.cost).toBeCloseTo(35.0997, 4);
  });

  test("Joe's candy bars: K 8, demand 1300, h 0.225 are ordered 304.05 at a time for 68.41 a year", () => {
    const { quantity, cost } = economicOrderQuantity(8, 1300, 0.225);
    expect(quantity).toBeCloseTo(304.0468, 4);
    expect(cost).toBeCloseTo(68.4105, 4);
  });

  test("periodic review: 2500 ± 500 a week, L 2, R 4, 90 % needs 1570 in safety", () => {
    const units = safetyStock({
      mean: 2500,
      sd: 500,
      leadTime: 2,
      leadTimeSd: 0,
      review: 4,
      serviceLevel: 0.9,
    });
    expect(Math.round(units)).toBe(1570);
  });

  test("variable lead time: 2500 ± 500 a day, L 7 ± 7, 90 % needs 22,491 in safety", () => {
    const units = safetyStock({
      mean: 2500,
      sd: 500,
      leadTime: 7,
      leadTimeSd: 7,
      review: 0,
      serviceLevel: 0.9,
    });
    expect(Math.round(units)).toBe(22_491);
  });

  // Snyder & Shen (2nd ed.), example 3.9: K 500, h 2.
  test("Wagner & Whitin order 210 and 150 for demand of 90, 120, 80, 70, at 1380", () => {
    const { lots, cost } = wagnerWhitin([90, 120, 80, 70], 500, 2);
    expect([...lots]).toEqual([210, 0, 150, 0]);
    expect(cost).toBe(1380);
  });

  test("no lots cost less than Wagner & Whitin's", () => {
    const demands = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 1, maxLength: 8 });
    fc.assert(
      fc.property(demands, fc.integer({ min: 1, max: 200 }), (demand, orderCost) => {
        const { cost, lots } = wagnerWhitin(demand, orderCost, 1);
        expect(cost).toBeCloseTo(costOf(lots, demand, orderCost), 9);
        expect(cost).toBeCloseTo(cheapestByTrying(demand, orderCost), 9);
      }),
      { numRuns: 60 },
    );
  });

  // Snyder & Shen (2nd ed.), example 6.1: three stages, local holding costs 7, 4, 2, lead times 1, 1, 2.
  test("a serial system with demand 5 ± 1 and a penalty of 37.12", () => {
    const serial = {
      echelonHolding: [3, 2, 2],
      leadTimes: [1, 1, 2],
      penalty: 37.12,
      mean: 5,
      sd: 1,
    };
    const exact = clarkScarf(serial);
    expect(exact.levels[0]).toBeCloseTo(6.49, 1);
    expect(exact.levels[1]).toBeCloseTo(12.02, 1);
    expect(exact.levels[2]).toBeCloseTo(22.71, 1);
    expect(exact.cost).toBeCloseTo(47.65, 1);
    const leadTime = [1, 2, 4];
    const quick = echelonBaseStock({
      ...serial,
      leadTimeDemand: (stage, level) => {
        const time = leadTime[stage] as number;
        return 5 * time + Math.sqrt(time) * normalQuantile(level);
      },
    });
    // stockpyl 1.0's `newsvendor_heuristic` of the same example.
    expect(quick[0]).toBeCloseTo(6.490880975286938, 6);
    expect(quick[1]).toBeCloseTo(12.027434723327854, 6);
    expect(quick[2]).toBeCloseTo(22.634032391786285, 6);
  });

  // Snyder & Shen (2nd ed.), example 3.7: Joe's candy bars with breaks at 400 and 800.
  test("a discount of 0.75, 0.72, 0.68 at 0, 400, 800 is worth ordering 800 for demand of 1300", () => {
    const breaks = [
      { units: 400, discount: 1 - 0.72 / 0.75 },
      { units: 800, discount: 1 - 0.68 / 0.75 },
    ];
    const economics = { yearlyDemand: 1300, unitCost: 0.75, holdingRate: 0.3, orderCost: 8 };
    expect(lotWithDiscount(304, Number.POSITIVE_INFINITY, 1, breaks, economics)).toBe(800);
    expect(lotWithDiscount(304, 500, 1, breaks, economics)).toBe(400);
    expect(lotWithDiscount(304, 300, 1, breaks, economics)).toBe(304);
  });
});

function costOf(lots: ArrayLike<number>, demand: readonly number[], orderCost: number): number {
  let [held, cost] = [0, 0];
  for (const [t, wanted] of demand.entries()) {
    if ((lots[t] as number) > 0) cost += orderCost;
    held += (lots[t] as number) - wanted;
    expect(held).toBeGreaterThanOrEqual(0);
    cost += held;
  }
  return cost;
}

/** Every way to choose the periods in which to order, those that leave demand unmet left out. */
function cheapestByTrying(demand: readonly number[], orderCost: number): number {
  const choices = Array.from({ length: 2 ** demand.length }, (_, bits) =>
    demand.map((_wanted, t) => ((bits >> t) & 1) === 1),
  );
  const first = demand.findIndex((wanted) => wanted > 0);
  const feasible = choices.filter((orders) => first < 0 || orders.indexOf(true) <= first);
  const meeting = feasible.filter((orders) => first < 0 || orders.includes(true));
  return Math.min(...meeting.map((orders) => costOf(lotsOf(orders, demand), demand, orderCost)));
}

function lotsOf(orders: readonly boolean[], demand: readonly number[]): number[] {
  const lots = demand.map(() => 0);
  let last = 0;
  for (const [t, wanted] of demand.entries()) {
    if (orders[t]) last = t;
    lots[last] = (lots[last] as number) + wanted;
  }
  return lots;
}
