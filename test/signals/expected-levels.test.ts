import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { guessLevels } from "#lib/signals/expected-levels.ts";
import type { ItemLikeness } from "#lib/signals/item-likeness.ts";
import { WordVectors } from "#lib/text/word-vectors.ts";

const items = 120;
const rows = Array.from({ length: items }, (_, row) => row);
const standing = new Float64Array(items).fill(Number.NaN);
const oneADay = Float64Array.from(rows);
const random = seededRandom(1);
const noise = Float64Array.from(rows, () => random.normal());
const colours = ["red", "blue", "green", "black"];

/** Mugs sell e² times what vases do; the rest of a title tells nothing. */
const titles = rows.map(
  (row) => `${row % 2 ? "mug" : "vase"} ${colours[(row >> 1) % 4]} ${row % 30}`,
);
const levels = Float64Array.from(rows, (row) => 2 * (row % 2) + 0.3 * (noise[row] as number));

const alike = (changes: Partial<ItemLikeness> = {}): ItemLikeness => ({
  ...{ words: new WordVectors(titles), attributes: [], launch: oneADay, ...changes },
});
const guess = (logLevel: Float64Array, likeness: ItemLikeness) =>
  guessLevels({ logLevel, span: 56 }, likeness, 2);

/** Levels without the last ten, which are then to be told. */
const withoutLast = levels.map((level, row) => (row < items - 10 ? level : Number.NaN));

describe("guessLevels", () => {
  test("tells items that never sold by those whose words they share, and how far off that is", () => {
    const guessed = guess(withoutLast, alike());
    expect(guessed?.explained).toBeGreaterThan(0.6);
    for (let row = items - 10; row < items; row++) {
      const off = Math.abs((guessed?.logLevel[row] as number) - 2 * (row % 2));
      expect(off).toBeLessThan(0.6);
      expect(guessed?.error[row]).toBeGreaterThan(0.2);
      expect(guessed?.error[row]).toBeLessThan(0.8);
    }
  });

  test("names analogues, which are of the item's kind", () => {
    const guessed = guess(withoutLast, alike());
    const named = [...(guessed?.analogues.subarray(2 * (items - 1)) ?? [])];
    expect(named).toHaveLength(2);
    for (const row of named) expect(row % 2).toBe((items - 1) % 2);
  });

  test("a number such as a price tells what words do not", () => {
    const price = Float64Array.from(rows, (row) => ((row * 37) % 120) / 35 - 1.7);
    const byPrice = levels.map(
      (_, row) => 2 * (price[row] as number) + 0.3 * (noise[row] as number),
    );
    const [without, told] = [[], [price]].map((attributes) =>
      guess(byPrice, alike({ words: new WordVectors(rows.map(() => "")), attributes })),
    );
    expect(without).toBeUndefined();
    expect(told?.explained).toBeGreaterThan(0.7);
  });

  test("what launches sell drifts, and the latest are believed", () => {
    const rising = levels.map((level, row) => level + row / 30);
    const known = rising.map((level, row) => (row < items - 10 ? level : Number.NaN));
    const guessed = guess(known, alike());
    const errors = rows
      .slice(items - 10)
      .map((row) => (guessed?.logLevel[row] as number) - (rising[row] as number));
    expect(Math.abs(errors.reduce((sum, e) => sum + e, 0) / 10)).toBeLessThan(0.7);
  });

  test("a launch is told by none after it", () => {
    const later = levels.map((level, row) => (row < 60 ? level : -level));
    const [before, after] = [levels, later].map((all) => {
      const base = all.reduce((sum, level) => sum + level, 0) / items;
      return guess(
        all.map((level) => level - base),
        alike(),
      )?.analogues.subarray(0, 120);
    });
    for (const [at, row] of (before ?? []).entries()) expect(row).toBeLessThan(at / 2);
    expect(after).toBeDefined();
  });

  test("items of long standing are told by all others, themselves left out", () => {
    const guessed = guess(levels, alike({ launch: standing }));
    expect(guessed?.explained).toBeGreaterThan(0.6);
    const changed = levels.with(0, 3);
    const again = guess(changed, alike({ launch: standing }));
    // Only through the mean of all and the kernel.
    const moved = Math.abs((again?.logLevel[0] as number) - (guessed?.logLevel[0] as number));
    expect(moved).toBeLessThan(0.2);
  });

  test.each([
    ["words that tell nothing", new WordVectors(rows.map((row) => `w${row % 7} v${row % 11}`))],
    ["no words at all", new WordVectors(rows.map(() => ""))],
  ])("%s switch the guesses off", (_case, words) => {
    expect(guess(noise, alike({ words }))).toBeUndefined();
  });

  test("a few items show nothing", () => {
    const few = levels.map((level, row) => (row < 20 ? level : Number.NaN));
    expect(guess(few, alike())).toBeUndefined();
  });
});
