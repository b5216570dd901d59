import fc from "fast-check";
import { expect, test } from "vitest";
import { alwaysOpen } from "#lib/inventory/order-calendar.ts";
import type { StockPosition } from "#lib/inventory/order-quantity.ts";
import { type Reorder, ReorderPlanner } from "#lib/inventory/reorder-planner.ts";
import type { SupplyTerms } from "#lib/inventory/supply-terms.ts";
import { daily, normalForecast, stock, terms } from "#test/support/inventory/forecasts.ts";

const policies = (["sS", "RS", "RsS"] as const).flatMap((kind) =>
  (["cycle", "fill"] as const).flatMap((service) =>
    [0, 25].map((orderCost) => ({ kind, service, orderCost, salvage: 0.2 })),
  ),
);
const [first] = [new ReorderPlanner(daily)];
const planners = policies.map(
  (policy) => new ReorderPlanner({ ...daily, policy, draws: first.draws }),
);

const days = fc.integer({ min: 0, max: 30 });
const units = fc.integer({ min: 0, max: 600 });
const supply = fc.record({
  leadTimeDays: days,
  leadTimeSdDays: fc.integer({ min: 0, max: 5 }),
  reviewDays: fc.integer({ min: 1, max: 21 }),
  packSize: fc.integer({ min: 1, max: 48 }),
  minOrder: fc.integer({ min: 0, max: 200 }),
  maxOrder: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: 1, max: 400 })),
  shelfLifeDays: fc.option(fc.integer({ min: 1, max: 30 }), { nil: undefined }),
  stockoutCost: fc.option(fc.double({ min: 0.1, max: 20, noNaN: true }), { nil: undefined }),
  returnRate: fc.constantFrom(0, 0.1),
  priceBreaks: fc.constantFrom(
    [],
    [
      { units: 100, discount: 0.03 },
      { units: 300, discount: 0.08 },
    ],
  ),
  calendar: fc.constantFrom(alwaysOpen, {
    ...alwaysOpen,
    name: "mondays",
    orderDays: [0, 2],
    deliveryDays: [1, 4],
  }),
});
const situation = fc.record({
  planner: fc.constantFrom(...planners),
  terms: supply,
  mean: fc.double({ min: 0, max: 30, noNaN: true }),
  spread: fc.double({ min: 0, max: 1, noNaN: true }),
  daysToEnd: fc.oneof(fc.constant(Number.POSITIVE_INFINITY), fc.integer({ min: -5, max: 60 })),
  daysToLaunch: fc.constantFrom(0, 0, 0, 10),
});

interface Case {
  readonly planner: ReorderPlanner;
  readonly terms: Partial<SupplyTerms>;
  readonly mean: number;
  readonly spread: number;
  readonly daysToEnd: number;
  readonly daysToLaunch: number;
}

function suggest(given: Case, position: StockPosition): Reorder {
  return given.planner.suggest({
    forecast: normalForecast(given.mean, given.mean * given.spread),
    terms: terms(given.terms),
    stock: position,
    daysToEnd: given.daysToEnd,
    daysToLaunch: given.daysToLaunch,
  });
}

const runs = { numRuns: 150, seed: 11 };

test("running twice the same day orders nothing more, whatever the policy", () => {
  fc.assert(
    fc.property(situation, units, (given, onHand) => {
      const quantity = suggest(given, stock(onHand)).order?.quantity ?? Number.NaN;
      // A largest order can be less than is needed: the next run may order the rest.
      fc.pre(given.terms.maxOrder === Number.POSITIVE_INFINITY);
      expect(suggest(given, stock(onHand, quantity)).order?.quantity).toBe(0);
    }),
    runs,
  );
});

test("more stock never orders more, and orders are whole packs within their bounds", () => {
  fc.assert(
    fc.property(situation, units, units, (given, onHand, more) => {
      const few = suggest(given, stock(onHand)).order?.quantity ?? Number.NaN;
      const many = suggest(given, stock(onHand + more)).order?.quantity ?? Number.NaN;
      expect(many).toBeLessThanOrEqual(few);
      expect(few % given.terms.packSize).toBe(0);
      expect(few).toBeLessThanOrEqual(given.terms.maxOrder);
      if (few > 0) expect(few).toBeGreaterThanOrEqual(given.terms.minOrder);
    }),
    runs,
  );
});

test("on hand or on order, a unit counts once, and one owed counts against it", () => {
  fc.assert(
    fc.property(situation, units, units, (given, here, coming) => {
      const apart = suggest(given, stock(here, coming, 7)).order?.quantity;
      const together = suggest(given, stock(here + coming, 0, 7)).order?.quantity;
      const netted = suggest(given, stock(here, coming + 3, 10)).order?.quantity;
      expect(apart).toBe(together);
      expect(netted).toBe(apart);
    }),
    runs,
  );
});

test("the parts of an order are the order, and the first saves most a unit", () => {
  fc.assert(
    fc.property(situation, (given) => {
      const { order, tranches } = suggest(given, stock(0));
      const all = tranches.reduce((sum, part) => sum + part.units, 0);
      expect(all).toBeCloseTo(order?.quantity ?? Number.NaN, 6);
      const worth = tranches.map((part) => part.savedUnits / part.units);
      for (const [i, one] of worth.entries()) {
        expect(one).toBeGreaterThanOrEqual(-1e-9);
        expect(one).toBeLessThanOrEqual((worth[i - 1] ?? 1) + 1e-9);
      }
    }),
    runs,
  );
});
