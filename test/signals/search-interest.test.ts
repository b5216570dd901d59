import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { interestWindows, searchInterest } from "#lib/signals/search-interest.ts";

const windows = { recent: 2, usual: 4 };

describe("searchInterest, two periods against the four before", () => {
  test("worked: 8 searches where 4 are usual", () => {
    const interest = searchInterest(Float64Array.of(2, 2, 2, 2, 4, 4), windows);
    expect(interest[5]).toBeCloseTo(Math.log((8 + 2) / (4 + 2)), 6);
  });

  test("is unknown until a usual can be told, and 0 where nothing changes", () => {
    const interest = searchInterest(new Float64Array(10).fill(3), windows);
    expect([...interest.subarray(0, 3)]).toEqual([Number.NaN, Number.NaN, Number.NaN]);
    expect([...interest.subarray(3)]).toEqual(new Array(7).fill(0));
  });

  test("what is searched later changes nothing before", () => {
    const counts = fc.array(fc.integer({ min: 0, max: 50 }), { minLength: 20, maxLength: 60 });
    fc.assert(
      fc.property(counts, fc.integer({ min: 4, max: 19 }), (given, at) => {
        const changed = given.map((count, t) => (t > at ? count + 100 : count));
        const [before, after] = [given, changed].map((each) =>
          searchInterest(Float64Array.from(each), windows).subarray(0, at + 1),
        );
        expect(after).toEqual(before);
      }),
    );
  });

  test("no searches at all are no interest, not an infinity", () => {
    const interest = searchInterest(new Float64Array(40), interestWindows("week"));
    expect(interest.at(-1)).toBe(0);
  });
});
