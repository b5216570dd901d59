import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { krige } from "#lib/signals/kriging.ts";

describe("krige", () => {
  test("worked: one known value", () => {
    // k∗/(k + σ²) = 0.6/1.5; variance 1.5 − 0.6²/1.5
    const told = krige(
      { known: Float64Array.of(1.5), sought: Float64Array.of(0.6), prior: 1.5 },
      Float64Array.of(2),
    );
    expect(told.mean).toBeCloseTo(0.8, 12);
    expect(told.variance).toBeCloseTo(1.26, 12);
  });

  test("worked: two known values, by Cramer's rule", () => {
    // [[2, 1], [1, 3]] w = [1, 1] gives w = [0.4, 0.2]
    const told = krige(
      { known: Float64Array.of(2, 1, 3), sought: Float64Array.of(1, 1), prior: 2 },
      Float64Array.of(5, -1),
    );
    expect([...told.weights]).toEqual([expect.closeTo(0.4, 12), expect.closeTo(0.2, 12)]);
    expect(told.mean).toBeCloseTo(1.8, 12);
    expect(told.variance).toBeCloseTo(1.4, 12);
  });

  test("of what is nowhere near, nothing is told", () => {
    const told = krige(
      { known: Float64Array.of(2, 0, 2), sought: Float64Array.of(0, 0), prior: 3 },
      Float64Array.of(5, 5),
    );
    expect([told.mean, told.variance]).toEqual([0, 3]);
  });

  test("each more value known makes the variance smaller, and never more than the prior", () => {
    const points = fc.array(fc.double({ min: -3, max: 3, noNaN: true }), {
      minLength: 2,
      maxLength: 8,
    });
    fc.assert(
      fc.property(points, (places) => {
        const kernel = (a: number, b: number) => Math.exp(-((a - b) ** 2) / 2);
        const variances = places.map((_, count) => {
          const known = places.slice(0, count);
          const all = known.flatMap((a, i) =>
            known.slice(0, i + 1).map((b, j) => kernel(a, b) + (i === j ? 0.1 : 0)),
          );
          const sought = Float64Array.from(known, (a) => kernel(a, 0));
          const values = new Float64Array(count);
          return krige({ known: Float64Array.from(all), sought, prior: 1.1 }, values).variance;
        });
        for (const [i, variance] of variances.entries()) {
          expect(variance).toBeGreaterThan(0);
          expect(variance).toBeLessThanOrEqual((variances[i - 1] ?? 1.1) + 1e-9);
        }
      }),
    );
  });
});
