import fc from "fast-check";
import { expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import type { Batch } from "#lib/engine/graph-inputs.ts";
import { specialTokens } from "#lib/text/learn-vocabulary.ts";
import { maskedBatch } from "#lib/text/masked-language.ts";

const [start, end, hidden] = ["[CLS]", "[SEP]", "[MASK]"].map((token) =>
  specialTokens.indexOf(token as (typeof specialTokens)[number]),
) as [number, number, number];

const steps = 16;

/** What a row of a batch holds, its guesses as a map from place to label. */
function rowOf(batch: Batch, row: number, rows: number) {
  const of = (name: string) => {
    const values = Array.from(batch[name] as Int32Array);
    const width = values.length / rows;
    return values.slice(row * width, (row + 1) * width);
  };
  const [tokens, places, labels] = ["tokens", "places", "labels"].map(of) as [
    number[],
    number[],
    number[],
  ];
  const counted = places.map((place, at) => [place, labels[at]] as const);
  return { tokens, guesses: new Map(counted.filter(([, label]) => label !== -1)) };
}

test("a masked batch hides words, never marks or padding, and remembers what they were", () => {
  const words = fc.array(fc.integer({ min: specialTokens.length, max: 99 }), { maxLength: 30 });
  fc.assert(
    fc.property(fc.array(words, { minLength: 1, maxLength: 5 }), fc.nat(), (texts, seed) => {
      const ids = texts.map((text) => [start, ...text, end]);
      const batch = maskedBatch(ids, steps, { vocabulary: 100, hidden }, seededRandom(seed));
      for (const [row, text] of ids.entries()) {
        const cut = [...text.slice(0, Math.min(text.length, steps) - 1), end];
        const { tokens, guesses } = rowOf(batch, row, ids.length);
        const inner = cut.length - 2;
        expect(guesses.size).toBe(inner > 0 ? Math.max(1, Math.round(inner * 0.15)) : 0);
        const restored = tokens.map((token, place) => guesses.get(place) ?? token);
        expect(restored).toEqual([...cut, ...Array(steps - cut.length).fill(0)]);
        expect(guesses.has(0) || guesses.has(cut.length - 1)).toBe(false);
      }
    }),
  );
});

test("of the words to guess four in five are hidden", () => {
  const text = [start, ...Array.from({ length: 400 }, (_, at) => 5 + (at % 90)), end];
  const { tokens } = maskedBatch(
    Array(50).fill(text),
    402,
    { vocabulary: 100, hidden },
    seededRandom(1),
  );
  const share = (tokens as Int32Array).filter((token) => token === hidden).length / (50 * 400);
  expect(share).toBeCloseTo(0.15 * 0.8, 2);
});
