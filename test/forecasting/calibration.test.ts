import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { calibrate, learnCalibration } from "#lib/forecasting/calibration.ts";
import { ConformalErrors } from "#lib/forecasting/conformal-errors.ts";

const levels = [0.1, 0.5, 0.9];
const horizon = 4;
const normalQuantiles = [-1.2816, 0, 1.2816];

/** Series of level 100 whose true spread is `spread` times the one that was forecast. */
function errorsOf(spread: number, series = 2000, segment = "smooth") {
  const random = seededRandom(4);
  const errors = new ConformalErrors(levels, horizon);
  for (let s = 0; s < series; s++) {
    const actual = Float32Array.from({ length: horizon }, () => 100 + spread * random.normal());
    errors.add({ segment, half: s % 2 === 0 ? 0 : 1, actual, quantiles: forecast(), scale: 1 });
  }
  return errors;
}
const forecast = (): Float32Array =>
  Float32Array.from({ length: 3 * horizon }, (_, i) => 100 + normalQuantiles[i % 3]);

const settings = { horizon, nonNegative: true };

describe("learnCalibration", () => {
  test("widens quantiles that were too narrow to where they cover their share", () => {
    const calibration = learnCalibration(errorsOf(2));
    const quantiles = forecast();
    calibrate(calibration, "smooth", quantiles, settings);
    for (let h = 0; h < horizon; h++) {
      expect(quantiles[h * 3]).toBeCloseTo(100 - 2 * 1.2816, 0);
      expect(quantiles[h * 3 + 2]).toBeCloseTo(100 + 2 * 1.2816, 0);
    }
    expect(calibration.segments.smooth.gain).toBeGreaterThan(0.05);
  });

  test("narrows those that were too wide", () => {
    const quantiles = forecast();
    calibrate(learnCalibration(errorsOf(0.5)), "smooth", quantiles, settings);
    expect(quantiles[2]).toBeCloseTo(100 + 0.5 * 1.2816, 0);
  });

  test("leaves what is right as it is, or all but", () => {
    const quantiles = forecast();
    calibrate(learnCalibration(errorsOf(1)), "smooth", quantiles, settings);
    for (const [i, value] of forecast().entries()) {
      expect(Math.abs(quantiles[i] - value)).toBeLessThan(0.1);
    }
  });

  test("gives a segment of few periods what all segments together taught", () => {
    const errors = errorsOf(2);
    errors.merge(errorsOf(0.5, 20, "lumpy").totals());
    const { overall, segments } = learnCalibration(errors);
    expect(segments.lumpy).toBeUndefined();
    expect(overall.offsets[2]).toBeGreaterThan(0.2);
  });

  test("moves nothing where nothing was validated", () => {
    const { overall } = learnCalibration(new ConformalErrors(levels, horizon));
    expect(overall.offsets.every((offset) => offset === 0)).toBe(true);
  });
});

test("calibrated quantiles never cross, nor fall below 0", () => {
  const offset = fc.double({ min: -2, max: 2, noNaN: true });
  const value = fc.double({ min: 0, max: 50, noNaN: true });
  const offsets = fc.array(offset, { minLength: 12, maxLength: 12 });
  fc.assert(
    fc.property(offsets, fc.array(value, { minLength: 3, maxLength: 3 }), (moves, unsorted) => {
      const sorted = unsorted.sort((a, b) => a - b);
      const quantiles = Float32Array.from([...sorted, ...sorted, ...sorted, ...sorted]);
      const overall = { offsets: moves, gain: 1, reason: "" };
      calibrate({ overall, segments: {} }, "any", quantiles, settings);
      expect(quantiles.every((q, i) => q >= 0 && (i % 3 === 0 || q >= quantiles[i - 1]))).toBe(
        true,
      );
    }),
  );
});

test("a quantile of 0 stays there as long as no sale is likely enough", () => {
  const errors = new ConformalErrors(levels, horizon);
  for (let s = 0; s < 1000; s++) {
    const actual = new Float32Array(horizon).fill(s % 5 < 3 ? 0 : 4); // 60% of nothing
    const quantiles = Float32Array.from([0, 0, 4, 0, 0, 4, 0, 0, 4, 0, 0, 4]);
    errors.add({ segment: "lumpy", half: s % 2 === 0 ? 0 : 1, actual, quantiles, scale: 1 });
  }
  const quantiles = Float32Array.from([0, 0, 4, 0, 0, 4, 0, 0, 4, 0, 0, 4]);
  calibrate(learnCalibration(errors), "lumpy", quantiles, settings);
  expect([...quantiles.slice(0, 3)]).toEqual([0, 0, 4]);
});
