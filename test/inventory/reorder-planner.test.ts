import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { errorCorrelation, ReorderPlanner } from "#lib/inventory/reorder-planner.ts";
import { reorderReason } from "#lib/inventory/reorder-reason.ts";
import { safetyStock } from "#lib/inventory/safety-stock.ts";
import { daily, levels, normalForecast, stock, terms } from "#test/support/inventory/forecasts.ts";

const never = Number.POSITIVE_INFINITY;
const situation = (given = {}, position = stock(50), forecast = normalForecast(10, 3)) => ({
  forecast,
  terms: terms(given),
  stock: position,
  daysToEnd: never,
  daysToLaunch: 0,
});

/** σ of a sum of n AR(1) scores, as a multiple of one: √(n + 2 Σ (n − k) ρᵏ). */
function sumOfCorrelated(n: number, rho: number): number {
  let variance = n;
  for (let k = 1; k < n; k++) variance += 2 * (n - k) * rho ** k;
  return Math.sqrt(variance);
}

describe("a planner on normal demand", () => {
  const planner = new ReorderPlanner(daily);

  test("S is the quantile of correlated demand over lead time and cycle", () => {
    const { orderUpTo, expectedDemand } = planner.suggest(situation());
    const sd = 3 * sumOfCorrelated(14, errorCorrelation);
    expect(expectedDemand).toBeCloseTo(140, -0.5);
    // Seven levels tell of a normal distribution with heavier tails than it has, by 0.5 % of S.
    expect(orderUpTo / (140 + 1.645 * sd)).toBeCloseTo(1, 1.4);
  });

  test("s covers the lead time and the day until the next look", () => {
    const { reorderPoint } = planner.suggest(situation());
    const sd = 3 * sumOfCorrelated(8, errorCorrelation);
    expect(reorderPoint / (80 + 1.645 * sd)).toBeCloseTo(1, 1.4);
  });

  test("a variable lead time adds what the (R, S) formula says", () => {
    const given = { leadTimeSdDays: 3, serviceLevel: 0.9 };
    const { orderUpTo } = planner.suggest(situation(given));
    const sdOfDay = (3 * sumOfCorrelated(14, errorCorrelation)) / Math.sqrt(14);
    const safety = safetyStock({
      mean: 10,
      sd: sdOfDay,
      leadTime: 7,
      leadTimeSd: 3,
      review: 7,
      serviceLevel: 0.9,
    });
    expect(safety).toBeGreaterThan(40);
    // Its lead times are normal, and ours gamma, which are late by more when they are late.
    expect((orderUpTo - 140) / safety).toBeCloseTo(1, 0.7);
  });

  test("the risk of running out crosses 1 − service level where orders begin", () => {
    const { reorderPoint } = planner.suggest(situation());
    const at = planner.suggest(situation({}, stock(reorderPoint)));
    const under = planner.suggest(situation({}, stock(reorderPoint - 2)));
    expect(at.stockoutRisk).toBeLessThanOrEqual(0.05);
    expect(at.order?.quantity).toBe(0);
    expect(under.stockoutRisk).toBeGreaterThan(0.05);
    expect(under.order?.quantity).toBeGreaterThan(0);
  });

  test("cover is the stock on hand, less what is owed, over mean demand", () => {
    expect(planner.suggest(situation({}, stock(55, 100, 5))).coverDays).toBeCloseTo(5, 5);
    expect(planner.suggest(situation({}, stock(0))).coverDays).toBe(0);
  });

  test("costs set the service level where none is given", () => {
    const costs = { unitCost: 73, holdingRate: 0.5, reviewDays: 10, stockoutCost: 9 };
    // Holding one unit for ten days costs 73 · 0.5 · 10 / 365 = 1.
    expect(planner.suggest(situation(costs)).service).toEqual({ level: 0.9, from: "costs" });
    expect(planner.suggest(situation({ ...costs, serviceLevel: 0.8 })).service.level).toBe(0.8);
    expect(planner.suggest(situation({ stockoutCost: 9, unitCost: undefined })).service).toEqual({
      level: 0.95,
      from: "default",
    });
  });

  test("nothing is ordered that arrives after the item's end", () => {
    const ending = (daysToEnd: number) =>
      planner.suggest({ ...situation({}, stock(0)), daysToEnd });
    expect(ending(7).order?.quantity).toBe(0);
    expect(ending(7).notes).toContain("ends-first");
    // On day 8 it arrives, so that at most eight days of demand are wanted.
    expect(ending(8).orderUpTo).toBeGreaterThan(70);
    expect(ending(8).orderUpTo).toBeLessThan(110);
    expect(ending(-5).order?.quantity).toBe(0);
  });

  test("no more is wanted than sells before it expires", () => {
    const kept = planner.suggest(situation({ shelfLifeDays: 3 }, stock(0)));
    expect(kept.orderUpTo).toBe(100);
    expect(kept.notes).toContain("shelf-life");
  });

  test("beyond the horizon the last season is repeated, and the reason says so", () => {
    const far = planner.suggest(situation({ leadTimeDays: 60 }, stock(0)));
    expect(far.expectedDemand / 670).toBeCloseTo(1, 1);
    expect(far.notes).toEqual(["beyond-horizon"]);
  });

  test("what nobody wants is wanted 0 times, and never −0", () => {
    const planned = planner.suggest(situation({}, stock(0), normalForecast(0, 0)));
    expect([planned.reorderPoint, planned.orderUpTo, planned.order?.quantity]).toEqual([0, 0, 0]);
  });

  test("an item that no level sees selling is still wanted as often as it sells", () => {
    const rare = {
      mean: new Float32Array(28).fill(0.04),
      quantiles: new Float32Array(28 * levels.length),
      saleProbability: new Float32Array(28).fill(0.02),
    };
    const planned = planner.suggest(situation({}, stock(0), rare));
    expect(planned.expectedDemand).toBeCloseTo(14 * 0.04, 1);
    expect(planned.orderUpTo).toBeGreaterThanOrEqual(2);
  });
});

describe("a planner on months", () => {
  const monthly = new ReorderPlanner({
    ...daily,
    calendar: { frequency: "month", weekStart: 0 },
    // July 2026 is the first month ahead, with 31 days.
    cutoffPeriod: 56 * 12 + 5,
    horizon: 6,
    season: 12,
  });

  test("a lead time of days takes its share of a month", () => {
    const forecast = normalForecast(310, 31, { horizon: 6, levels });
    const planned = monthly.suggest(
      situation({ leadTimeDays: 31, reviewDays: 40 }, stock(0), forecast),
    );
    // 71 days: July, and 40 days of the two months after it.
    expect(planned.expectedDemand / (310 + 310 + (310 * 9) / 31)).toBeCloseTo(1, 1.5);
  });
});

test("whatever comes in, what goes out is a number or unknown, and never NaN", () => {
  const planner = new ReorderPlanner(daily);
  const size = fc.double({ min: 0, max: 1e6, noNaN: true });
  const someDays = fc.double({ min: 0, max: 5000, noNaN: true });
  fc.assert(
    fc.property(
      fc.record({
        mean: size,
        sd: size,
        leadTimeDays: someDays,
        leadTimeSdDays: someDays,
        reviewDays: someDays,
        packSize: fc.double({ min: 0.001, max: 1e4, noNaN: true }),
        minOrder: size,
        shelfLifeDays: fc.option(someDays, { nil: undefined }),
        onHand: size,
        onOrder: size,
        backordered: size,
        daysToEnd: fc.oneof(fc.integer({ min: -100, max: 1000 }), fc.constant(never)),
      }),
      ({ mean, sd, onHand, onOrder, backordered, daysToEnd, ...supply }) => {
        const given = {
          forecast: normalForecast(mean, sd),
          terms: terms(supply),
          stock: { onHand, onOrder, backordered },
          daysToEnd,
          daysToLaunch: 0,
        };
        const planned = planner.suggest(given);
        const { order, stockoutRisk, coverDays = 0, dueInDays = 0 } = planned;
        const numbers = [
          planned.reorderPoint,
          planned.orderUpTo,
          planned.expectedDemand,
          planned.protectedDays,
          order?.quantity,
          stockoutRisk,
          coverDays,
          dueInDays,
        ];
        for (const number of numbers) expect(number).toSatisfy(Number.isFinite);
        expect(planned.reorderPoint).toBeLessThanOrEqual(planned.orderUpTo);
        expect(
          reorderReason(planned, { ...given, countedDaysAgo: 0, service: "cycle" }),
        ).not.toMatch(/NaN|undefined|Infinity/);
      },
    ),
    { numRuns: 60, seed: 7 },
  );
});

test("the same seed suggests the same, and another one nearly the same", () => {
  const planned = [1, 1, 2].map((seed) =>
    new ReorderPlanner({ ...daily, seed }).suggest(situation()),
  );
  expect(planned[1]).toEqual(planned[0]);
  expect((planned[2]?.orderUpTo ?? 0) / (planned[0]?.orderUpTo ?? 1)).toBeCloseTo(1, 1.7);
});

describe("the reason", () => {
  const planner = new ReorderPlanner(daily);
  const reason = (given: Parameters<typeof situation>[0], position?: ReturnType<typeof stock>) => {
    const asked = { ...situation(given), stock: position };
    return reorderReason(planner.suggest(asked), { ...asked, countedDaysAgo: 0, service: "cycle" });
  };

  test("says what sells, what is there, what to order and for which service", () => {
    expect(reason({ packSize: 12 }, stock(50, 10))).toMatchInlineSnapshot(
      `"About 140 expected to sell in 14 days (lead time and order cycle). 50 on hand, 10 on order: 96.1 % risk of running out if nothing is ordered now. Order 108 (9 packs of 12) to be back at 167. Service level 95 %, the default."`,
    );
  });

  test("names the limit that set the quantity", () => {
    expect(reason({ maxOrder: 20 }, stock(0))).toContain("Cut to the largest order of 20.");
    expect(reason({ minOrder: 500 }, stock(0))).toContain("Raised to the least order of 500.");
  });

  test("says that the stock is unknown rather than guess it", () => {
    expect(reason({})).toMatchInlineSnapshot(
      `"Stock unknown: no count up to the cutoff, so no quantity is suggested. About 140 expected to sell in 14 days (lead time and order cycle)."`,
    );
  });
});
