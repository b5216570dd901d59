import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { csvText, guardedPattern, guardFormula } from "#lib/publication/csv-text.ts";
import { numberText } from "#lib/publication/number-text.ts";

describe("a number in a published CSV", () => {
  test.each([
    ["six digits are kept", 12.345678, "12.3457"],
    ["no trailing zeros", 2.5, "2.5"],
    ["a float32 reads as it was meant", Math.fround(0.1), "0.1"],
    ["at most six decimals, never an exponent", 0.000_001_234, "0.000001"],
    ["less than that is 0, and has no sign", -0.000_000_1, "0"],
    ["never coarser than whole units", 12_345_678.9, "12345679"],
    ["rounding up adds a digit", 999_999.96, "1000000"],
    ["negative", -3.1, "-3.1"],
    ["unknown", Number.NaN, ""],
    ["infinite is not known either", Number.POSITIVE_INFINITY, ""],
  ])("%s", (_case, value, text) => {
    expect(numberText(value)).toBe(text);
  });

  const finite = fc.float({ noNaN: true, noDefaultInfinity: true, min: -1e9, max: 1e9 });

  test("rounding never turns the order of two numbers round", () => {
    fc.assert(
      fc.property(finite, finite, (a, b) => {
        const [low, high] = a < b ? [a, b] : [b, a];
        expect(Number(numberText(low))).toBeLessThanOrEqual(Number(numberText(high)));
      }),
    );
  });

  test("is within half a millionth, or half of the sixth digit, or half a unit", () => {
    fc.assert(
      fc.property(finite, (value) => {
        const tolerance = Math.max(5.000_01e-7, Math.min(Math.abs(value) * 5.1e-6, 0.500_01));
        expect(Math.abs(Number(numberText(value)) - value)).toBeLessThanOrEqual(tolerance);
        expect(numberText(value)).toMatch(/^-?\d+(\.\d{1,6})?$/);
      }),
    );
  });
});

describe("a text in a published CSV", () => {
  test.each([
    ["plain", "shelf", "shelf"],
    ["a comma is quoted", "a,b", '"a,b"'],
    ["quotes are doubled", 'a "b"', '"a ""b"""'],
    ["a line break is quoted", "a\nb", '"a\nb"'],
    ["a formula is made text", "=1+1", "'=1+1"],
    ["at signs, signs and tabs too", "@SUM(A1)", "'@SUM(A1)"],
    ["full-width signs, which East Asian spreadsheets compute", "＝1", "'＝1"],
    ["a guarded text is guarded once more, so that no two texts become one", "'=1", "''=1"],
    ["a sign further on is harmless", "a=1", "a=1"],
    ["Chinese", "红茶", "红茶"],
  ])("%s", (_case, text, written) => {
    expect(csvText(text)).toBe(written);
  });

  test("taking one ' from a guarded text gives the text back", () => {
    const tricky = fc.string({ unit: fc.constantFrom("'", "=", "+", "-", "@", "\t", "a", "＝") });
    fc.assert(
      fc.property(tricky, (text) => {
        const guarded = guardFormula(text);
        const restored = new RegExp(guardedPattern).test(guarded) ? guarded.slice(1) : guarded;
        expect(restored).toBe(text);
      }),
    );
  });
});
