import { expect, test } from "vitest";
import { seasonalError } from "#lib/forecasting/seasonal-error.ts";

const observed = 0;
const missing = 1;

test("season 2 of 1, 2, 4, 8: (|4 − 1| + |8 − 2|) / 2 = 4.5", () => {
  expect(seasonalError(Float32Array.of(1, 2, 4, 8), new Uint8Array(4), 2)).toBe(4.5);
});

test("a pair with a gap does not count", () => {
  const state = Uint8Array.of(missing, observed, observed, observed);
  expect(seasonalError(Float32Array.of(0, 2, 4, 8), state, 2)).toBe(6);
});

test("is 1 where no pair is a season apart, as fev has it", () => {
  expect(seasonalError(Float32Array.of(3, 9), new Uint8Array(2), 7)).toBe(1);
});

test("is 0 for a history that never changes", () => {
  expect(seasonalError(Float32Array.of(3, 3, 3), new Uint8Array(3), 1)).toBe(0);
});
