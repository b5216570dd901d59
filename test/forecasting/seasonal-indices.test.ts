import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { centredAverage, seasonalIndices } from "#lib/forecasting/seasonal-indices.ts";

const values = (periods: number, value: (t: number) => number) =>
  Float64Array.from({ length: periods }, (_, t) => value(t));

describe("centredAverage", () => {
  test("an even season halves the weight of its two ends: (1/2 + 2 + 3 + 4 + 5/2) / 4 = 3", () => {
    const average = centredAverage(Float64Array.of(1, 2, 3, 4, 5), 4);
    expect([...average]).toEqual([Number.NaN, Number.NaN, 3, Number.NaN, Number.NaN]);
  });

  test("an odd season is a plain mean, gaps left out", () => {
    const average = centredAverage(Float64Array.of(1, Number.NaN, 5, 9), 3);
    expect([...average]).toEqual([Number.NaN, 3, 7, Number.NaN]);
  });
});

describe("seasonalIndices", () => {
  const pattern = [-3, 1, 0, 2];

  test("finds an additive pattern on a line", () => {
    const found = seasonalIndices(
      values(48, (t) => 10 + t + pattern[t % 4]),
      4,
      "additive",
    );
    for (let p = 0; p < 4; p++) expect(found[p]).toBeCloseTo(pattern[p], 6);
  });

  test("finds a multiplicative pattern, zeros included", () => {
    const ratio = [0, 0.5, 1.5, 2];
    const found = seasonalIndices(
      values(40, (t) => 8 * ratio[t % 4]),
      4,
      "multiplicative",
    );
    for (let p = 0; p < 4; p++) expect(found[p]).toBeCloseTo(ratio[p], 6);
  });

  test("draws a pattern of noise nearly to none", () => {
    const random = seededRandom(2);
    const noise = values(400, () => random.normal());
    const found = seasonalIndices(noise, 4, "additive");
    for (const index of found) expect(Math.abs(index)).toBeLessThan(0.08);
  });

  test("knows no season of a history under two seasons long", () => {
    expect([
      ...seasonalIndices(
        values(7, (t) => t),
        4,
        "multiplicative",
      ),
    ]).toEqual([1, 1, 1, 1]);
  });
});
