import { expect, test } from "vitest";
import { lostSales } from "#lib/forecasting/lost-sales.ts";

const outOfStock = 3;
const settings = { season: 7, horizon: 14, levels: [0.5], nonNegative: true, wholeNumbers: true };

/** Ten weeks of 10 a day, 30 on the seventh day of each. */
const history = (): Float32Array =>
  Float32Array.from({ length: 70 }, (_, t) => (t % 7 === 6 ? 30 : 10));

const lostOn = (days: readonly number[], sold: number): number => {
  const [values, state] = [history(), new Uint8Array(70)];
  for (const t of days) [values[t], state[t]] = [sold, outOfStock];
  return lostSales(values, state, outOfStock, settings);
};

test("an empty shelf on a quiet day loses what such a day sells, on a busy day three times that", () => {
  expect(lostOn([64], 0)).toBeGreaterThan(9);
  expect(lostOn([64], 0)).toBeLessThan(11);
  expect(lostOn([62], 0) / lostOn([64], 0)).toBeGreaterThan(2.6);
});

test("what was still sold before the shelf was empty is not lost", () => {
  expect(lostOn([64], 0) - lostOn([64], 4)).toBeCloseTo(4, 5);
  expect(lostOn([64], 50)).toBe(0);
});

test("nothing is lost where no shelf was empty, or longer ago than a horizon", () => {
  expect(lostOn([], 0)).toBe(0);
  expect(lostOn([40], 0)).toBe(0);
});
