import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { type Analogue, guessLevels } from "#lib/signals/expected-levels.ts";

/** Forty items of two kinds, of which one sells e² times the other. */
const kinds = Array.from({ length: 40 }, (_, row) => row % 2);
const random = seededRandom(1);
const logLevel = Float64Array.from(kinds, (kind) => 2 * kind + 0.1 * random.normal());
const isLaunch = new Uint8Array(40).fill(1);
const sameKind = (row: number): Analogue[] =>
  kinds.flatMap((kind, other) =>
    other !== row && kind === kinds[row] ? [{ row: other, score: 1 }] : [],
  );

describe("guessLevels", () => {
  test("gives an item the level of items like it", () => {
    const guessed = guessLevels({ logLevel, isLaunch }, sameKind);
    expect(guessed?.logLevel[0]).toBeCloseTo(0, 0);
    expect(guessed?.logLevel[1]).toBeCloseTo(2, 0);
    expect(guessed?.explained).toBeGreaterThan(0.9);
    expect(guessed?.error).toBeLessThan(0.2);
  });

  test("an item's own level says nothing of its guess", () => {
    const changed = logLevel.slice();
    changed[0] = Number.NaN;
    const [before, after] = [logLevel, changed].map(
      (levels) => guessLevels({ logLevel: levels, isLaunch }, sameKind)?.logLevel[0],
    );
    // Only the mean of all moves, by a fortieth of what the item differs from it.
    expect(Math.abs((after as number) - (before as number))).toBeLessThan(0.05);
  });

  test("worked: one analogue, half as like, is drawn to the mean by the prior", () => {
    const levels = Float64Array.from(kinds, (kind) => 2 * kind);
    const analogues = (row: number) => (row === 0 ? [{ row: 1, score: 0.5 }] : sameKind(row));
    const guessed = guessLevels({ logLevel: levels, isLaunch }, analogues);
    // m = 1, l = 2, s = 0.5, k = 0.3
    expect(guessed?.logLevel[0]).toBeCloseTo(1 + (0.25 * (2 - 1)) / (0.25 + 0.3), 5);
  });

  test.each([
    ["words that tell nothing", (row: number) => [{ row: (row + 7) % 40, score: 0.9 }]],
    ["no words at all", () => []],
  ])("%s switch the guesses off", (_case, analogues) => {
    expect(guessLevels({ logLevel, isLaunch }, analogues)).toBeUndefined();
  });

  test("a few items show nothing", () => {
    const few = { logLevel: logLevel.slice(0, 10), isLaunch: isLaunch.slice(0, 10) };
    expect(guessLevels(few, () => [{ row: 0, score: 1 }])).toBeUndefined();
  });
});
