import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { blendFor, chooseBlends, chosenMembers } from "#lib/forecasting/choose-blends.ts";
import type { BlendSample } from "#lib/forecasting/select-blend.ts";

const names = ["network", "ets", "theta"];
const members = { names, isBaseline: (name: string) => name !== "network", priorWeight: () => 1 };
const levels = [0.5];

/** Forecasts of one segment whose members err by these standard deviations. */
function forecasts(segment: string, errors: readonly number[], count = 200): BlendSample[] {
  const random = seededRandom(3, segment);
  return Array.from({ length: count }, (_, s) => {
    const actual = 20 + random.normal();
    return {
      ...{ segment, half: (s & 1) as 0 | 1, scale: 1 },
      actual: Float32Array.of(actual),
      quantiles: Float32Array.from(errors, (sd) => actual + sd * random.normal()),
    };
  });
}

describe("chooseBlends", () => {
  test("says by how much a blend beat the best baseline on series held out", () => {
    const { overall } = chooseBlends(forecasts("smooth", [1, 2, 4]), members, levels);
    expect(Object.keys(overall.blend.weights)[0]).toBe("network");
    expect(overall.gain).toBeGreaterThan(0.3);
    expect(overall.reason).toContain("lower than that of ets, the best baseline");
  });

  test("keeps the best baseline alone where no blend helps, and says so", () => {
    const { overall } = chooseBlends(forecasts("smooth", [9, 0, 9]), members, levels);
    expect(overall.blend.name).toBe("ets");
    expect(overall.reason).toBe(
      "ets: no blend beats this, the best baseline, on series held out, over 200 forecasts.",
    );
  });

  test("says so where it had little to go by", () => {
    const reasonOf = (count: number) =>
      chooseBlends(forecasts("smooth", [1, 8, 8], count), members, levels).overall.reason;
    expect(reasonOf(20)).toMatch(/over 20 forecasts, so few that chance has its say\.$/);
    expect(reasonOf(200)).toMatch(/over 200 forecasts\.$/);
  });

  test("gives a segment weights of its own where they help there", () => {
    const samples = [...forecasts("smooth", [1, 8, 8], 400), ...forecasts("lumpy", [8, 8, 1], 400)];
    const selection = chooseBlends(samples, members, levels);
    const heaviest = (segment: string) => Object.keys(blendFor(selection, segment).weights)[0];
    expect(heaviest("smooth")).toBe("network");
    expect(heaviest("lumpy")).toBe("theta");
    expect(chosenMembers(selection)).toContain("network");
  });

  test("leaves a segment of few forecasts with what is best overall, and says so", () => {
    const samples = [...forecasts("smooth", [1, 8, 8]), ...forecasts("lumpy", [8, 8, 1], 10)];
    const { overall, segments } = chooseBlends(samples, members, levels);
    expect(segments.lumpy?.blend).toEqual(overall.blend);
    expect(segments.lumpy?.reason).toContain("10 forecasts are too few");
  });

  test("a segment that validation never saw is forecast as overall", () => {
    const selection = chooseBlends(forecasts("smooth", [1, 8, 8]), members, levels);
    expect(blendFor(selection, "cold")).toEqual(selection.overall.blend);
  });
});
