import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { tiedShareInside } from "#lib/forecasting/tied-coverage.ts";

describe("tiedShareInside", () => {
  test.each([
    ["below the interval", 1, 2, 9, 0, 0],
    ["above it", 10, 2, 9, 0, 0],
    ["on its lower end", 2, 2, 9, 0, 1],
    ["0 where it begins above 0", 0, 0.1, 9, 0.5, 0],
    ["0 that is half likely, less the twentieth below", 0, 0, 9, 0.5, 0.9],
    ["0 that is less likely than the level", 0, 0, 9, 0.04, 1],
    ["a sale where 0 is likely", 3, 0, 9, 0.5, 1],
  ])("%s", (_case, actual, low, high, noSale, expected) => {
    expect(tiedShareInside(actual, { low, high }, 0.05, noSale)).toBeCloseTo(expected, 12);
  });

  test("is 90 % of what an honest 90 % interval of rare sales covers, however rare they are", () => {
    const random = seededRandom(1);
    for (const noSale of [0.2, 0.6, 0.9]) {
      // Of sales between 0 and 1, the quantile of level 0.95.
      const high = 1 - 0.05 / (1 - noSale);
      let inside = 0;
      for (let i = 0; i < 20_000; i++) {
        const actual = random.uniform() < noSale ? 0 : random.uniform();
        inside += tiedShareInside(actual, { low: 0, high }, 0.05, noSale);
      }
      expect(inside / 20_000).toBeCloseTo(0.9, 2);
    }
  });
});
