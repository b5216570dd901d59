import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { WordVectors } from "#lib/text/word-vectors.ts";

const texts = ["red mug", "blue mug", "red tea pot", "green tea pot", "青瓷茶壶", "紫砂茶壶", ""];
const anyone = () => true;

describe("WordVectors", () => {
  test("texts that share rarer words are more alike; one with itself is wholly", () => {
    const words = new WordVectors(texts);
    expect(words.cosine(0, 0)).toBeCloseTo(1, 6);
    expect(words.cosine(2, 3)).toBeGreaterThan(words.cosine(0, 2));
    expect(words.cosine(0, 3)).toBe(0);
    expect(words.cosine(6, 6)).toBe(0);
    expect(words.cosine(4, 5)).toBeGreaterThan(0.9);
  });

  test("the nearest are those that may be taken, best first", () => {
    const words = new WordVectors(texts);
    expect(words.nearest(2, 5, anyone)).toEqual([3, 0]);
    expect(words.nearest(2, 5, (row) => row !== 3)).toEqual([0]);
    expect(words.nearest(2, 1, anyone)).toEqual([3]);
    expect(words.nearest(6, 5, anyone)).toEqual([]);
  });

  test("a tie brings texts together that share no word", () => {
    const words = new WordVectors(texts, [{ rows: [0, 3], words: 6 }]);
    expect(words.cosine(0, 3)).toBeGreaterThan(0.5);
    expect(words.nearest(3, 1, anyone)).toEqual([0]);
    expect(words.cosine(1, 3)).toBe(0);
  });

  test("cosines are the same either way, and between 0 and 1", () => {
    const text = fc
      .array(fc.constantFrom("red", "mug", "tea", "pot", "茶壶"))
      .map((w) => w.join(" "));
    fc.assert(
      fc.property(fc.array(text, { minLength: 2, maxLength: 12 }), (some) => {
        const words = new WordVectors(some);
        expect(words.cosine(0, 1)).toBeCloseTo(words.cosine(1, 0), 6);
        expect(words.cosine(0, 1)).toBeGreaterThanOrEqual(0);
        expect(words.cosine(0, 1)).toBeLessThanOrEqual(1 + 1e-6);
      }),
    );
  });
});
