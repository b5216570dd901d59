import { describe, expect, test } from "vitest";
import { numericAttribute } from "#lib/signals/numeric-attribute.ts";

const prices = ["1", "2", "4", "8", "16", "32", "64", "128"];

describe("numericAttribute", () => {
  test("a price counts by its ratio to others, in deviations", () => {
    const values = numericAttribute(prices) as Float64Array;
    const step = (values[1] as number) - (values[0] as number);
    expect((values[7] as number) - (values[6] as number)).toBeCloseTo(step, 12);
    expect(values.reduce((sum, value) => sum + value, 0)).toBeCloseTo(0, 12);
    expect(values.reduce((sum, value) => sum + value ** 2, 0) / 8).toBeCloseTo(1, 12);
  });

  test("one that may be below 0 counts as it is", () => {
    const values = numericAttribute(["-3", "-2", "-1", "0", "1", "2", "3", "4"]) as Float64Array;
    expect((values[7] as number) - (values[6] as number)).toBeCloseTo(
      (values[1] as number) - (values[0] as number),
      12,
    );
  });

  test("what is unknown lies in the middle", () => {
    expect(numericAttribute([...prices, ""])?.at(-1)).toBe(0);
  });

  test.each([
    ["words", ["red", ...prices]],
    ["labels written as numbers", ["1", "2", "1", "2", "1", "2", "1", "2"]],
    ["what most items lack", [...prices, ...new Array<string>(20).fill("")]],
    ["nothing", ["", ""]],
  ])("%s are no attribute of this kind", (_case, texts) => {
    expect(numericAttribute(texts)).toBeUndefined();
  });
});
