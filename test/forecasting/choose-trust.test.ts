import { describe, expect, test } from "vitest";
import { packedLength } from "#lib/domain/cholesky.ts";
import { chooseTrust, type ReconciledWindow } from "#lib/forecasting/choose-trust.ts";
import { addShared } from "#lib/forecasting/mint.ts";

const series = 4;

/** A total of four series alike, each forecast `each` too high; the total by itself `own` too high. */
function window(each: number, own: number): ReconciledWindow {
  const shared = new Float64Array(packedLength(1));
  for (let i = 0; i < series; i++) addShared(shared, Int32Array.of(0), 1);
  return {
    shared,
    variance: Float64Array.of(4),
    own: Float64Array.of(own, own),
    summed: Float64Array.of(series * each, series * each),
    seriesLoss: series * each * each * 2,
  };
}

describe("whether sums move series", () => {
  test("they do where forecasts of sums miss by less than the sums of forecasts", () => {
    const choice = chooseTrust([window(1, 0.1), window(0.8, -0.1), window(1.2, 0)], ["total"]);
    expect(choice.trust).toBeDefined();
    expect(choice.gain).toBeGreaterThan(0.5);
    expect(choice.levels.total).toBeLessThan(0.2);
    expect(choice.reason).toMatch(/^MinT: its error is \d+\.\d % lower/);
  });

  test("they do not where they miss by more, nor where windows contradict each other", () => {
    expect(chooseTrust([window(0.1, 5), window(0.1, -4)], ["total"]).trust).toBeUndefined();
    const { trust, reason } = chooseTrust([window(1, 0), window(-1, 8)], ["total"]);
    expect(trust).toBeUndefined();
    expect(reason).toMatch(/^bottom-up: against it MinT's error is \+/);
  });

  test("one window cannot both choose and judge", () => {
    const choice = chooseTrust([window(1, 0)], ["total"]);
    expect(choice).toMatchObject({ trust: undefined, gain: 0 });
    expect(choice.reason).toContain("too short");
  });

  test("the error of the series is what moving each of them makes it", () => {
    // Each moves by λ = −4 / (4 τ + 4), best for the smallest τ that is tried, 0.003.
    const { levels } = chooseTrust([window(1, 0), window(1, 0)], ["total"]);
    expect(levels.series).toBeCloseTo(1 - 1 / 1.003, 6);
    expect(levels.total).toBeCloseTo(1 - 1 / 1.003, 6);
  });
});
