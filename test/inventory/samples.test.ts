import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { nthSmallest } from "#lib/inventory/nth-smallest.ts";
import { latticePaths, PathLattice } from "#lib/inventory/path-lattice.ts";
import { sampleBins } from "#lib/inventory/sample-bins.ts";

const sample = fc.array(fc.double({ min: -50, max: 1e4, noNaN: true }), {
  minLength: 1,
  maxLength: 200,
});

describe("a sample", () => {
  test("has at each place what sorting would put there", () => {
    fc.assert(
      fc.property(sample, fc.nat(), (values, place) => {
        const n = place % values.length;
        const sorted = Float64Array.from(values).sort();
        expect(nthSmallest(Float64Array.from(values), n)).toBe(sorted[n]);
      }),
    );
  });

  test("keeps its count and sum in bins, and no value leaves its bin", () => {
    fc.assert(
      fc.property(sample, fc.integer({ min: 2, max: 40 }), (values, bins) => {
        const { counts, sums, low, width } = sampleBins(Float64Array.from(values), bins);
        const total = (of: Float64Array) => of.reduce((sum, each) => sum + each, 0);
        expect(total(counts)).toBe(values.length);
        expect(total(sums)).toBeCloseTo(total(Float64Array.from(values)), 4);
        for (const [bin, count] of counts.entries()) {
          if (count === 0) continue;
          const mean = (sums[bin] as number) / count;
          expect(mean).toBeGreaterThanOrEqual(low + bin * width - 1e-6);
          expect(mean).toBeLessThanOrEqual(low + (bin + 1) * width + 1e-6);
        }
      }),
    );
  });
});

describe("the lattice of paths", () => {
  test("meets every slice of every dimension once, and no two of sixty go together", () => {
    const lattice = new PathLattice(3);
    const scores = Array.from({ length: 60 }, () => lattice.next());
    const first = Float64Array.from(scores[0] ?? []).sort();
    for (const each of scores) expect(Float64Array.from(each).sort()).toEqual(first);
    for (const [i, one] of scores.entries()) {
      for (const other of scores.slice(i + 1)) {
        const together = one.reduce((sum, x, n) => sum + x * (other[n] as number), 0);
        expect(Math.abs(together / latticePaths)).toBeLessThan(0.08);
      }
    }
  });
});
