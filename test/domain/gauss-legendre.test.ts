import fc from "fast-check";
import { expect, test } from "vitest";
import { gaussLegendre } from "#lib/domain/gauss-legendre.ts";

test("two points are those of the tables, ±1/√3 on −1 … 1", () => {
  const [low, high] = gaussLegendre(2);
  expect(low?.at).toBeCloseTo((1 - 1 / Math.sqrt(3)) / 2, 14);
  expect(high?.at).toBeCloseTo((1 + 1 / Math.sqrt(3)) / 2, 14);
  expect(low?.weight).toBeCloseTo(0.5, 14);
});

test("n points integrate every power up to 2n − 1 exactly", () => {
  const points = fc.integer({ min: 1, max: 32 });
  fc.assert(
    fc.property(points, fc.nat(), (n, draw) => {
      const power = draw % (2 * n);
      const integral = gaussLegendre(n).reduce(
        (sum, { at, weight }) => sum + weight * at ** power,
        0,
      );
      expect(integral).toBeCloseTo(1 / (power + 1), 12);
    }),
  );
});
