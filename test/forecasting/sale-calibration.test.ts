import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import {
  calibrateSales,
  learnSaleCalibration,
  type ValidatedSales,
} from "#lib/forecasting/sale-calibration.ts";

const logit = (p: number) => Math.log(p / (1 - p));
const sigmoid = (x: number) => 1 / (1 + Math.exp(-x));

/** Sales that happen with probability `truth(p)` where `p` was said. */
function forecasts(truth: (p: number) => number, segment = "lumpy", series = 600) {
  const random = seededRandom(8, segment);
  return Array.from({ length: series }, (_, s): ValidatedSales => {
    const probability = Float32Array.from({ length: 10 }, () => 0.02 + 0.96 * random.uniform());
    const actual = probability.map((p) => (random.uniform() < truth(p) ? 3 : 0));
    return { segment, half: (s & 1) as 0 | 1, actual, saleProbability: probability };
  });
}

const calibrated = (
  given: readonly ValidatedSales[],
  segment: string,
  said: readonly number[],
): number[] => {
  const probability = Float32Array.from(said);
  calibrateSales(learnSaleCalibration(given), segment, probability);
  return [...probability];
};

describe("learnSaleCalibration", () => {
  test("finds the line that makes probabilities come true", () => {
    const truth = (p: number) => sigmoid(-0.7 + 0.6 * logit(p));
    const said = [0.1, 0.5, 0.9];
    for (const [i, p] of calibrated(forecasts(truth), "lumpy", said).entries()) {
      expect(Math.abs(p - truth(said[i] as number))).toBeLessThan(0.03);
    }
  });

  test("hardly moves probabilities that come true as they are", () => {
    for (const p of calibrated(
      forecasts((said) => said),
      "lumpy",
      [0.5],
    )) {
      expect(Math.abs(p - 0.5)).toBeLessThan(0.03);
    }
  });

  test("gives a segment of few periods what all taught", () => {
    const given = [...forecasts(() => 0.2), ...forecasts(() => 0.9, "smooth", 5)];
    const [p] = calibrated(given, "smooth", [0.5]) as [number];
    expect(Math.abs(p - 0.2)).toBeLessThan(0.03);
  });

  test("stays within 0 and 1 for certainties too", () => {
    for (const p of calibrated(
      forecasts(() => 0.3),
      "lumpy",
      [0, 1],
    )) {
      expect(p).toBeGreaterThan(0);
      expect(p).toBeLessThan(1);
    }
  });
});
