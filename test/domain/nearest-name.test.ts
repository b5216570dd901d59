import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { editDistance, nearestName } from "#lib/domain/nearest-name.ts";

describe("editDistance", () => {
  test.each([
    ["kitten", "sitting", 3],
    ["horizon", "horizno", 1],
    ["", "abc", 3],
    ["ca", "abc", 3], // the restricted form: the unrestricted one gives 2
    ["日期", "日其", 1],
  ])("from %j to %j is %i", (a, b, distance) => {
    expect(editDistance(a, b)).toBe(distance);
  });

  const word = fc.string({ maxLength: 8 });

  test("is symmetric, zero only for equals, and at most the longer length", () => {
    fc.assert(
      fc.property(word, word, (a, b) => {
        const distance = editDistance(a, b);
        expect(distance).toBe(editDistance(b, a));
        expect(distance === 0).toBe(a === b);
        expect(distance).toBeLessThanOrEqual(Math.max(a.length, b.length));
        expect(distance).toBeGreaterThanOrEqual(Math.abs(a.length - b.length));
      }),
    );
  });

  test("is 1 for two neighbours swapped, wherever they stand", () => {
    fc.assert(
      fc.property(word, word, (before, after) => {
        expect(editDistance(`${before}xy${after}`, `${before}yx${after}`)).toBe(1);
      }),
    );
  });
});

describe("nearestName", () => {
  const known = ["horizon", "quantiles", "week_start", "seed"];

  test.each([
    ["horzion", "horizon"],
    ["Quantile", "quantiles"],
    ["week-start", "week_start"],
    ["sede", "seed"],
    ["colour", undefined],
    ["", undefined],
  ])("%j → %j", (typed, nearest) => {
    expect(nearestName(typed, known)).toBe(nearest);
  });

  test("a very long text costs no more than a short one", () => {
    expect(nearestName("x".repeat(5_000_000), known)).toBeUndefined();
  });
});
