import { beforeAll, describe, expect, test } from "vitest";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { maskedReplacements } from "#lib/text/masked-replacement.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import { splitWords } from "#lib/text/split-words.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { smallShop } from "#test/support/text/small-shop.ts";

// One more than a batch of the guesser, so that its last batch is not full.
const texts = smallShop(65);

describe("texts with words that the model itself would put there", () => {
  let model: TextModel;
  let copies: readonly string[];
  beforeAll(async () => {
    model = await pretrainEncoder({
      ...{ texts, recipe: smallBert, seed: 1, threads: 1 },
      ...{ signal: new AbortController().signal, onProgress: () => {} },
    });
    copies = await maskedReplacements(model, texts, 1, { threads: 1 });
  });

  test("differ from the texts in about one word of seven", () => {
    expect(copies).toHaveLength(texts.length);
    const pairs = copies.flatMap((copy, row) => {
      const [said, given] = [splitWords(copy), splitWords(texts[row] as string)];
      return said.length === given.length ? given.map((word, at) => [word, said[at]]) : [];
    });
    const changed = pairs.filter(([before, after]) => before !== after).length / pairs.length;
    expect(changed).toBeGreaterThan(0.03);
    expect(changed).toBeLessThan(0.3);
  });

  test("hold words of the shop alone, and never a mark", () => {
    const words = new Set(texts.flatMap((text) => splitWords(text)));
    const said = copies.flatMap((copy) => splitWords(copy));
    expect(said.filter((word) => words.has(word)).length / said.length).toBeGreaterThan(0.9);
    expect(copies.join(" ")).not.toMatch(/\[(MASK|PAD|UNK|CLS|SEP)\]/);
  });

  test("are the same for the same seed, and others for another", async () => {
    expect(await maskedReplacements(model, texts, 1, { threads: 1 })).toEqual(copies);
    expect(await maskedReplacements(model, texts, 2, { threads: 1 })).not.toEqual(copies);
  });
});
