import { mkdir, mkdtemp, rm, writeFile } from "node:fs/promises";
import { tmpdir } from "node:os";
import { dirname, join } from "node:path";
import { env, type FeatureExtractionPipeline, pipeline } from "@xenova/transformers";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { openTextEncoder, type TextEncoder } from "#lib/text/encode-texts.ts";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";
import { smallShop } from "#test/support/text/small-shop.ts";

let folder: string;
let theirs: FeatureExtractionPipeline;
let ours: TextEncoder;
let reader: WordPiece;

beforeAll(async () => {
  const model = await pretrainEncoder({
    texts: smallShop(),
    recipe: { ...smallBert, tokens: { perToken: 3, least: 0, most: 5000 } },
    ...{ seed: 1, threads: 1, signal: new AbortController().signal, onProgress: () => {} },
  });
  folder = await mkdtemp(join(tmpdir(), "shelfcast-encoder-"));
  for (const [name, bytes] of bertFolder(model)) {
    await mkdir(dirname(join(folder, "own", name)), { recursive: true });
    await writeFile(join(folder, "own", name), bytes);
  }
  env.allowRemoteModels = false;
  env.localModelPath = folder;
  theirs = await pipeline("feature-extraction", "own", { dtype: "fp32" });
  ours = await openTextEncoder(model, { threads: 1 });
  reader = new WordPiece(model.tokens, model.reading);
});

afterAll(async () => {
  await ours.close();
  await theirs.dispose();
  await rm(folder, { recursive: true });
});

test("what we save, @xenova/transformers loads offline and gives the same vectors", async () => {
  const texts = [
    "red spade small\ngarden",
    "圣诞树 彩灯 large",
    "Ｂｌｕｅ bowl, set of 6!",
    "x",
    "",
  ];
  const mine = await ours.encode(texts);
  const other = await theirs(texts, { pooling: "mean", normalize: true });
  expect(other.dims).toEqual([texts.length, ours.width]);
  for (const [at, value] of mine.entries()) expect(value).toBeCloseTo(Number(other.data[at]), 4);
});

test("both read any text as the same tokens", () => {
  const letters = fc.constantFrom(..."abcdeÉß中圣誕树灯ＡＢ１２👍!？ \t\u200dé́ก็-–€$");
  fc.assert(
    fc.property(fc.array(letters, { maxLength: 40 }), (text) => {
      const written = text.join("");
      const { input_ids } = theirs.tokenizer(written, { return_tensor: false }) as unknown as {
        input_ids: number[];
      };
      expect(reader.encode(written, 500)).toEqual(input_ids.map(Number));
    }),
  );
});
