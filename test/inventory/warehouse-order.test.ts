import { describe, expect, test } from "vitest";
import { normalQuantile } from "#lib/domain/normal-distribution.ts";
import { warehouseOrder } from "#lib/inventory/warehouse-order.ts";
import { stock, terms } from "#test/support/inventory/forecasts.ts";

const days = [7, 14, 28, 56, 112];
/** Sells `mean` a day, independently from day to day. */
const store = (position: number, mean: number, sd: number) => ({
  position,
  moments: days.flatMap((until) => [mean * until, sd * sd * until]),
});
const situation = (given = {}, position = stock(0)) => ({
  stores: [store(20, 10, 3), store(0, 10, 3)],
  days,
  stock: position,
  terms: terms(given),
  times: { leaves: 0, nextLeaves: 1, isNow: true },
  cycleDays: 7,
  transferDays: 2,
  correlation: 0,
  wholeUnits: true,
});

describe("a warehouse of two stores", () => {
  test("brings its echelon to the quantile of what the stores want until the next order reaches them", () => {
    const { orderUpTo, reorderPoint } = warehouseOrder(situation());
    const level = (time: number) => 20 * time + normalQuantile(0.95) * 3 * Math.sqrt(2 * time);
    expect(orderUpTo / level(7 + 7 + 2)).toBeCloseTo(1, 1.7);
    expect(reorderPoint / level(1 + 7 + 2)).toBeCloseTo(1, 1.7);
  });

  test("counts what lies at its stores: a unit there is one fewer to order", () => {
    const here = warehouseOrder(situation({}, stock(30)));
    const moved = warehouseOrder({
      ...situation({}, stock(0)),
      stores: [store(50, 10, 3), store(0, 10, 3)],
    });
    expect(here.position).toBe(50);
    expect(moved.order.quantity).toBe(here.order.quantity);
  });

  test("needs more safety where the errors of its stores go together", () => {
    const apart = warehouseOrder(situation());
    const together = warehouseOrder({ ...situation(), correlation: 1 });
    const safety = (orderUpTo: number) => orderUpTo - 20 * 16;
    expect(safety(together.orderUpTo) / safety(apart.orderUpTo)).toBeCloseTo(Math.SQRT2, 0.7);
  });

  test("a risk of running out goes with its position", () => {
    const { reorderPoint } = warehouseOrder(situation());
    const at = warehouseOrder(situation({}, stock(reorderPoint - 20)));
    expect(at.stockoutRisk).toBeGreaterThan(0.03);
    expect(at.stockoutRisk).toBeLessThanOrEqual(0.05);
    expect(warehouseOrder(situation()).stockoutRisk).toBeGreaterThan(0.99);
    expect(warehouseOrder(situation()).savedUnits).toBeGreaterThan(200);
  });
});
