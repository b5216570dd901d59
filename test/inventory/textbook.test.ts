import { describe, expect, test } from "vitest";
import { normalProbability, normalQuantile } from "#lib/domain/normal-distribution.ts";
import { economicOrderQuantity } from "#lib/inventory/economic-order-quantity.ts";
import { criticalRatio, normalNewsvendor } from "#lib/inventory/newsvendor.ts";
import { safetyStock } from "#lib/inventory/safety-stock.ts";

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
});
