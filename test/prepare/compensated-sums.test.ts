import fc from "fast-check";
import { expect, test } from "vitest";
import { CompensatedMeans } from "#lib/prepare/compensated-means.ts";
import { CompensatedSums } from "#lib/prepare/compensated-sums.ts";

const sumOf = (terms: readonly number[]): number => {
  const sums = new CompensatedSums(3);
  for (const term of terms) sums.add(1, term);
  return sums.at(1);
};

const money = fc.integer({ min: 0, max: 10_000_000 }).map((cents) => cents / 100);

test("a sum does not depend on the order of its terms", () => {
  const terms = fc.array(fc.tuple(money, fc.integer({ min: 1, max: 40 })), { maxLength: 200 });
  fc.assert(
    fc.property(terms, fc.infiniteStream(fc.nat()), (pairs, keys) => {
      const values = pairs.map(([price, units]) => (price * units) / 7);
      const shuffled = values
        .map((value) => ({ value, key: keys.next().value as number }))
        .sort((a, b) => a.key - b.key)
        .map(({ value }) => value);
      expect(sumOf(shuffled)).toBe(sumOf(values));
    }),
  );
});

test.each([
  ["small terms survive a large one", [1e16, 1, 1, -1e16], 2],
  ["tenths add up", Array.from({ length: 10 }, () => 0.1), 1],
])("%s", (_case, terms, expected) => {
  expect(sumOf(terms)).toBe(expected);
});

test("a mean passes over unknown terms, and is unknown without any", () => {
  const means = new CompensatedMeans(2);
  means.addAll(Int32Array.of(0, 0, 0, -1), Float64Array.of(1, Number.NaN, 4, 100));
  expect([means.at(0), means.at(1)]).toEqual([2.5, Number.NaN]);
});
