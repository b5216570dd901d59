import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { seededRandom } from "#lib/domain/random.ts";
import { exportModel } from "#lib/engine/export-model.ts";
import { equal } from "#lib/engine/operations.ts";
import { reshape } from "#lib/engine/shape-operations.ts";
import { contrastive } from "#lib/layers/losses.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import { pretrainingBatch } from "#lib/text/pretraining-objective.ts";

const marks = { vocabulary: 100, start: 2, end: 3, hidden: 4 };

/** InfoNCE of four pairs, where rows of one number in `said` are no counter-examples. */
async function lossOf(said: readonly number[], a: readonly number[]): Promise<number> {
  const model = await openModel(
    exportModel({
      network: (_, nodes) => {
        const same = equal(reshape(nodes.said, [4, 1]), reshape(nodes.said, [1, 4]));
        return { loss: contrastive(nodes.a, nodes.b, { temperature: 0.5, same }) };
      },
      inputs: {
        a: { dtype: "float32", shape: [4, 2] },
        b: { dtype: "float32", shape: [4, 2] },
        said: { dtype: "int32", shape: [4] },
      },
      weights: new Map(),
    }),
    { threads: 1 },
  );
  const b = Float32Array.of(1, 0, 0, 1, -1, 0, 0, -1);
  const { loss } = await model.run({ a: Float32Array.from(a), b, said: Int32Array.from(said) });
  await model.close();
  return loss?.[0] as number;
}

describe("views that say the same", () => {
  const a = [1, 0, 0, 1, -1, 0, 0, -1];

  test("are no counter-examples: where all are alike, nothing is to be told apart", async () => {
    expect(await lossOf([7, 7, 7, 7], a)).toBeCloseTo(0, 5);
  });

  test("leave the loss as it is where all differ", async () => {
    // Each row against one equal, one opposite and two at right angles, at temperature ½.
    const expected = -Math.log(Math.exp(2) / (Math.exp(2) + 2 + Math.exp(-2)));
    expect(await lossOf([1, 2, 3, 4], a)).toBeCloseTo(expected, 5);
  });
});

test("a batch holds each text as a whole, then a view of it made of its own words", () => {
  const part = fc.array(fc.integer({ min: 5, max: 99 }), { minLength: 1, maxLength: 4 });
  const texts = fc.array(fc.array(part, { minLength: 1, maxLength: 3 }), {
    minLength: 1,
    maxLength: 4,
  });
  fc.assert(
    fc.property(texts, fc.nat(), (given, seed) => {
      const steps = 16;
      const batch = pretrainingBatch(given, steps, marks, seededRandom(seed));
      const guesses = (batch.labels?.length ?? 0) / (2 * given.length);
      const restored = (row: number) => {
        const tokens = Array.from(
          batch.tokens?.slice(row * steps, (row + 1) * steps) ?? [],
          Number,
        );
        for (let at = row * guesses; at < (row + 1) * guesses; at++) {
          const label = Number(batch.labels?.[at]);
          if (label >= 0) tokens[Number(batch.places?.[at])] = label;
        }
        return tokens.filter((token) => token > 4);
      };
      for (const [row, parts] of given.entries()) {
        expect(restored(2 * row)).toEqual(parts.flat());
        const view = restored(2 * row + 1);
        expect(view.length).toBeGreaterThan(0);
        expect(view.every((token) => parts.flat().includes(token))).toBe(true);
      }
    }),
  );
});
