import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { saleStart } from "#lib/inventory/sale-start.ts";

const levels = [0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 0.95];
const row = (...quantiles: number[]) => Float64Array.from([...quantiles, quantiles.at(-1) ?? 0]);

describe("where sales begin in a row of quantiles", () => {
  test("a sale of 20 to 30 one day in five is no sale of 10 on another", () => {
    // Uniform sizes: q(u) = 20 + 10 (u − 0.8) / 0.2; the mean is 5.
    const start = saleStart(row(0, 0, 0, 0, 0, 25, 27.5), levels, 5, 0.2);
    expect(start).toMatchObject({ level: 5, probability: 0.8 });
    // A tail that has no end weighs more than the 27.5 to 30 that there are: the mean is kept.
    expect(start.smallest).toBeGreaterThan(10);
    expect(start.smallest).toBeLessThan(20);
  });

  test("a mean of sales that only the highest level sees is their size", () => {
    const start = saleStart(row(0, 0, 0, 0, 0, 0, 25), levels, 1.75, 0.07);
    expect(start.level).toBe(6);
    expect(start.smallest).toBeCloseTo(25, 9);
    expect(start.probability).toBeCloseTo(0.93, 12);
    expect(start.tail).toBeCloseTo(0, 12);
  });

  test("a mean above all that the levels see is in a longer tail, not lost", () => {
    // Sales of one unit or two: both levels say one, and the mean says that there is more.
    const { smallest, probability, tail } = saleStart(row(0, 0, 0, 0, 0, 1, 1), levels, 0.25, 0.22);
    expect([smallest, probability]).toEqual([1, 0.78]);
    expect(0.22 + 0.05 * tail).toBeCloseTo(0.25, 9);
  });

  test("the mean of the draws is the forecast's where any size of the smallest sale can make it so", () => {
    const sizes = fc.tuple(
      fc.double({ min: 0.5, max: 20, noNaN: true }),
      fc.double({ min: 0, max: 20, noNaN: true }),
      fc.double({ min: 0.11, max: 0.24, noNaN: true }),
      fc.double({ min: 0.1, max: 8, noNaN: true }),
    );
    fc.assert(
      fc.property(sizes, ([size, more, chance, expected]) => {
        const quantiles = row(0, 0, 0, 0, 0, size, size + more);
        const { smallest, probability, tail } = saleStart(quantiles, levels, expected, chance);
        const mean =
          ((0.9 - probability) * (smallest + size)) / 2 +
          (0.05 * (2 * size + more)) / 2 +
          0.05 * (size + more + tail);
        expect(smallest).toBeGreaterThanOrEqual(0);
        expect(smallest).toBeLessThanOrEqual(size);
        const usual = more / Math.LN2;
        expect(tail).toBeGreaterThanOrEqual(usual - 1e-9);
        // Held where sales begin at nothing, or where the tail is as short or as long as is believed.
        const isHeld = smallest === 0 || tail >= 2.999 * Math.max(usual, size + more);
        if (isHeld) return;
        if (tail > usual + 1e-9 || smallest < size) expect(mean).toBeCloseTo(expected, 8);
      }),
    );
  });
});
