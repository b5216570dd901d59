import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { ShuffledRows } from "#lib/domain/shuffled-rows.ts";
import { countOrigins, OriginPicker, originRange } from "#lib/models/training-origins.ts";
import { preparedShard } from "#test/support/models/prepared.ts";

const rules = { firstPeriod: 100, lastPeriod: 150, horizon: 7, context: 20 };
const seriesFrom = (firstPeriod: number, periods: number) =>
  preparedShard([{ item: "a", firstPeriod, values: new Array(periods).fill(1) }]);

describe("originRange, periods 100 to 150, horizon 7", () => {
  test.each([
    ["a series as old as the data begins after a quarter of it", 100, { first: 111, last: 143 }],
    ["a new one begins before its first sale", 120, { first: 119, last: 143 }],
    ["one younger than the horizon is seen from its birth only", 148, { first: 147, last: 147 }],
    ["one born after the last period is not seen", 151, undefined],
  ])("%s", (_case, first, expected) => {
    expect(originRange(seriesFrom(first, 60), 0, rules)).toEqual(expected);
  });

  test("values after the last period do not change what is counted", () => {
    expect(countOrigins(seriesFrom(120, 31), rules)).toBe(countOrigins(seriesFrom(120, 90), rules));
  });
});

test("as many origins are picked as wanted, each at most once, an equal share of every stretch", () => {
  const lengths = fc.array(fc.integer({ min: 1, max: 50 }), { minLength: 1, maxLength: 20 });
  fc.assert(
    fc.property(lengths, fc.double({ min: 0.01, max: 1, noNaN: true }), (series, share) => {
      const available = series.reduce((sum, length) => sum + length, 0);
      const wanted = Math.max(1, Math.floor(available * share));
      const picker = new OriginPicker(available, wanted, seededRandom(1));
      let passed = 0;
      const picked = series.flatMap((length) => {
        const first = passed;
        passed += length;
        return [...picker.pick(first, passed - 1)];
      });
      expect(new Set(picked).size).toBe(wanted);
      for (const [i, origin] of picked.entries()) {
        expect(Math.abs(origin - (i * available) / wanted)).toBeLessThanOrEqual(available / wanted);
      }
    }),
  );
});

test("a pass shows every row once, in an order that a step alone decides", () => {
  const order = new ShuffledRows(12, 4, 1);
  const pass = [0, 1, 2].map((step) => [...order.at(step)]);
  expect(pass.flat().toSorted((a, b) => a - b)).toEqual([...Array(12).keys()]);
  const next = [...order.at(3)];
  expect([...order.at(1)].toSorted((a, b) => a - b)).toHaveLength(4);
  expect([...order.at(3)]).toEqual(next);
});
