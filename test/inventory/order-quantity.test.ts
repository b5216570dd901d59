import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { inventoryPosition, orderQuantity } from "#lib/inventory/order-quantity.ts";
import { stock } from "#test/support/inventory/forecasts.ts";

const rules = (packSize = 1, minOrder = 0, maxOrder = Number.POSITIVE_INFINITY) => ({
  packSize,
  minOrder,
  maxOrder,
});

describe("an order with s 30 and S 40", () => {
  test.each([
    ["at the reorder point nothing", stock(30), rules(6), 0, "need"],
    ["one unit under it, up to S in whole packs", stock(29), rules(6), 12, "need"],
    ["an exact number of packs is not rounded up", stock(28), rules(6), 12, "need"],
    [
      "a small need is raised to the minimum, then to packs",
      stock(29),
      rules(6, 20),
      24,
      "minimum",
    ],
    ["units on order count once", stock(10, 15), rules(5), 15, "need"],
    ["what is owed is gone", stock(30, 0, 5), rules(5), 15, "need"],
    ["a maximum cuts to whole packs under it", stock(0), rules(6, 0, 20), 18, "maximum"],
    ["a maximum under the minimum allows no order", stock(0), rules(1, 50, 20), 0, "impossible"],
    ["a maximum under a pack allows no order", stock(0), rules(24, 0, 20), 0, "impossible"],
    ["packs may be fractions", stock(29.7), rules(0.1), 10.3, "need"],
  ] as const)("%s", (_case, position, given, quantity, limit) => {
    const order = orderQuantity(inventoryPosition(position), 30, 40, given);
    expect(order.quantity).toBeCloseTo(quantity, 9);
    expect(order.limit).toBe(limit);
  });
});

const units = fc.integer({ min: 0, max: 10_000 });
const packs = fc.integer({ min: 1, max: 144 });

test("reaches S in whole packs, with less than a pack to spare", () => {
  fc.assert(
    fc.property(units, units, packs, (position, target, packSize) => {
      fc.pre(position < target);
      const { quantity } = orderQuantity(position, target, target, rules(packSize));
      expect(quantity % packSize).toBe(0);
      expect(position + quantity - target).toBeGreaterThanOrEqual(0);
      expect(position + quantity - target).toBeLessThan(packSize);
    }),
  );
});

test("a second run on the same day finds the first order and orders nothing", () => {
  fc.assert(
    fc.property(units, units, units, packs, units, (onHand, s, more, packSize, minOrder) => {
      const first = orderQuantity(onHand, s, s + more, rules(packSize, minOrder));
      const position = inventoryPosition(stock(onHand, first.quantity));
      expect(orderQuantity(position, s, s + more, rules(packSize, minOrder)).quantity).toBe(0);
    }),
  );
});

test("more stock never orders more", () => {
  fc.assert(
    fc.property(units, units, units, units, packs, units, (have, extra, s, more, pack, least) => {
      const few = orderQuantity(have, s, s + more, rules(pack, least));
      const many = orderQuantity(have + extra, s, s + more, rules(pack, least));
      expect(many.quantity).toBeLessThanOrEqual(few.quantity);
    }),
  );
});
