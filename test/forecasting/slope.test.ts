import { expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { cautiousSlope, slopeOf } from "#lib/forecasting/slope.ts";

const line = (periods: number, slope: number, noise = 0) => {
  const random = seededRandom(7);
  return Float64Array.from({ length: periods }, (_, t) => slope * t + noise * random.normal());
};

test("the slope of 1, gap, 5, 4 by hand: Σ (t − 5/3)(y − 10/3) / Σ (t − 5/3)² = 16/14", () => {
  expect(slopeOf(Float64Array.of(1, Number.NaN, 5, 4))).toBeCloseTo(16 / 14, 12);
});

test("a slope without noise is believed", () => {
  expect(cautiousSlope(line(20, 3))).toBeCloseTo(3, 9);
});

test("a slope that is all noise is not", () => {
  const noise = line(20, 0, 1);
  expect(Math.abs(cautiousSlope(noise))).toBeLessThan(0.6 * Math.abs(slopeOf(noise)));
});

test("a level has no slope, nor has a single value", () => {
  expect(cautiousSlope(new Float64Array(9).fill(4))).toBe(0);
  expect(slopeOf(Float64Array.of(4))).toBe(0);
});
