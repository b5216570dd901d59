import { describe, expect, test } from "vitest";
import { demandSegment } from "#lib/forecasting/demand-segment.ts";

const settings = { season: 7, horizon: 7 };
const repeat = (cycle: number[], times = 8) => Array.from({ length: times }, () => cycle).flat();
const segment = (values: number[], state = new Uint8Array(values.length)) =>
  demandSegment(Float32Array.from(values), state, settings);

describe("demandSegment", () => {
  test.each([
    ["sold in every period alike", repeat([4, 5, 6, 5]), "smooth"],
    ["sold in every period, sizes of CV² 2.2", repeat([1, 1, 1, 1, 1, 13]), "erratic"],
    ["ADI 4/3, just above 1.32", repeat([2, 2, 2, 0]), "intermittent"],
    ["ADI 5/4, just below", repeat([2, 2, 2, 2, 0]), "smooth"],
    ["rare and of CV² 0.64", repeat([1, 0, 9, 0]), "lumpy"],
    ["rare and of CV² 0.25", repeat([1, 0, 3, 0]), "intermittent"],
    ["never sold", repeat([0, 0, 0]), "cold"],
    ["no history at all", [], "cold"],
    ["seven periods", [4, 5, 6, 5, 4, 5, 6], "new"],
    ["two sales in a long time", [3, ...repeat([0, 0, 0]), 3], "new"],
  ])("%s", (_case, values, expected) => {
    expect(segment(values)).toBe(expected);
  });

  test("a day out of stock is no day without demand", () => {
    const values = repeat([2, 2, 2, 0]);
    const state = Uint8Array.from(values, (value) => (value === 0 ? 3 : 0));
    expect(segment(values, state)).toBe("smooth");
  });
});
