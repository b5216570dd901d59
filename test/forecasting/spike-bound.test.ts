import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { baselineNames, forecastBaselines } from "#lib/forecasting/baselines.ts";
import { spikeBound } from "#lib/forecasting/spike-bound.ts";

const settings = {
  season: 7,
  horizon: 7,
  levels: [0.1, 0.5, 0.9],
  nonNegative: true,
  wholeNumbers: true,
};

describe("spikeBound", () => {
  test("of sales 1 and e² alike: the median is e, the deviation 1.4826, the bound e^(1 + 4 · 1.4826)", () => {
    const values = Float64Array.from({ length: 40 }, (_, t) => (t % 2 ? 1 : Math.exp(2)));
    expect(spikeBound(values)).toBeCloseTo(Math.exp(1 + 4 * 1.4826), 6);
  });

  test("of sales that are always 5: 5 · e^1.2", () => {
    expect(spikeBound(new Float64Array(20).fill(5))).toBeCloseTo(5 * Math.exp(1.2), 9);
  });

  test("agrees with the definition, medians taken by sorting", () => {
    const median = (values: readonly number[]) => {
      const sorted = [...values].sort((a, b) => a - b);
      const at = (i: number) => sorted[i] as number;
      return (at((sorted.length - 1) >> 1) + at(sorted.length >> 1)) / 2;
    };
    const sales = fc.array(fc.integer({ min: 1, max: 400 }), { minLength: 10, maxLength: 60 });
    fc.assert(
      fc.property(sales, (values) => {
        const logs = values.map(Math.log);
        const centre = median(logs);
        const spread = 1.4826 * median(logs.map((log) => Math.abs(log - centre)));
        const rank = values.length < 30 ? 2 : 3;
        const repeated = 1.5 * ([...values].sort((a, b) => b - a)[rank - 1] as number);
        const expected = Math.max(Math.exp(centre + 4 * Math.max(0.3, spread)), repeated);
        expect(spikeBound(Float64Array.from(values))).toBeCloseTo(expected, 6);
      }),
    );
  });

  test("of a few sales: 10 times their median, or 1.5 times the second largest", () => {
    expect(spikeBound(Float64Array.of(1, 2, 0, 0, 900))).toBe(20);
    expect(spikeBound(Float64Array.of(1, 1, 50, 900))).toBe(75);
  });

  test("a peak that came thrice is no spike, one that came once or twice is", () => {
    const withPeaks = (peaks: number) =>
      spikeBound(
        Float64Array.from({ length: 60 }, (_, t) => (t % 12 === 5 && t < 12 * peaks ? 500 : 5)),
      );
    expect(withPeaks(3)).toBe(750);
    for (const peaks of [1, 2]) expect(withPeaks(peaks)).toBeCloseTo(5 * Math.exp(1.2), 9);
  });

  test("there is none for a lone sale, nor for a target that may be negative", () => {
    expect(spikeBound(Float64Array.of(0, 0, 900))).toBe(Number.POSITIVE_INFINITY);
    expect(spikeBound(new Float64Array(20).fill(-1))).toBe(Number.POSITIVE_INFINITY);
  });
});

describe.each(baselineNames)("%s, one absurd row", (name) => {
  const forecastWith = (absurd: number) => {
    const history = Float32Array.from({ length: 120 }, (_, t) => 10 + (t % 7));
    history[117] = absurd;
    return forecastBaselines(history, new Uint8Array(120), [name], settings)[0];
  };

  test("a million more moves the forecast no further than what the bound allows", () => {
    expect(forecastWith(1e6)).toEqual(forecastWith(1e3));
    for (const mean of forecastWith(1e6).mean) expect(mean).toBeLessThan(60);
  });
});
