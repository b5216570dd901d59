import { beforeAll, describe, expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import { bert, meanOverTokens } from "#lib/text/bert.ts";
import type { Precision } from "#lib/text/bert-onnx.ts";
import { openTextEncoder } from "#lib/text/encode-texts.ts";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { paddedTokens } from "#lib/text/masked-language.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import { readBertFolder } from "#lib/text/read-bert-folder.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";
import { kindOf, smallShop } from "#test/support/text/small-shop.ts";

const texts = smallShop();
const recipe = {
  ...smallBert,
  shape: { ...smallBert.shape, width: 32, hidden: 64, heads: 2 },
  tokens: { perToken: 30, least: 0, most: 40_000 },
};
const pretrain = (): Promise<TextModel> =>
  pretrainEncoder({
    ...{ texts, recipe, seed: 1, threads: 1 },
    signal: new AbortController().signal,
    onProgress: () => {},
  });

async function encode(
  model: TextModel,
  what: readonly string[],
  precision: Precision = "float",
): Promise<Float32Array[]> {
  const encoder = await openTextEncoder(model, { threads: 1, precision });
  const vectors = await encoder.encode(what);
  await encoder.close();
  const { width } = model.shape;
  return what.map((_, row) => vectors.slice(row * width, (row + 1) * width));
}

const cosine = (a: Float32Array, b: Float32Array) =>
  a.reduce((sum, value, at) => sum + value * (b[at] as number), 0);

describe("an encoder made from a shop's own texts", () => {
  let model: TextModel;
  beforeAll(async () => {
    model = await pretrain();
  });

  test("puts goods of a kind together, their category unsaid", async () => {
    const titles = texts.map((text) => text.split("\n")[0] as string);
    const vectors = await encode(model, titles);
    const sameKind = vectors.map((vector, row) => {
      const others = vectors.map((other, at) => (at === row ? -2 : cosine(vector, other)));
      const nearest = others.indexOf(Math.max(...others));
      return kindOf(texts[nearest] as string) === kindOf(texts[row] as string);
    });
    // A third would agree by chance.
    expect(sameKind.filter(Boolean).length / texts.length).toBeGreaterThan(0.7);
  });

  test("gives vectors of length 1, the same whatever shares the batch", async () => {
    const [alone] = await encode(model, [texts[5] as string]);
    const together = await encode(model, ["", texts[5] as string, "x ".repeat(10_000)]);
    for (const vector of together) expect(cosine(vector, vector)).toBeCloseTo(1, 5);
    expect(cosine(alone as Float32Array, together[1] as Float32Array)).toBeCloseTo(1, 5);
  });

  test("in int8 points where it points in float", async () => {
    const [exact, short] = [await encode(model, texts), await encode(model, texts, "int8")];
    expect(short).not.toEqual(exact);
    const least = Math.min(...exact.map((vector, row) => cosine(vector, short[row] ?? vector)));
    expect(least).toBeGreaterThan(0.98);
  });

  test("serves what the graph that trains computes", async () => {
    const steps = 12;
    const reader = new WordPiece(model.tokens);
    const some = texts.slice(0, 7);
    const specs = {
      tokens: { dtype: "int32", shape: ["batch", steps] },
      mask: { dtype: "float32", shape: ["batch", steps] },
    } as const;
    const file = exportModel({
      network: (scope, nodes) => ({
        vectors: meanOverTokens(bert(scope, nodes, model.shape, 0.1), nodes.mask),
      }),
      ...{ inputs: specs, weights: model.weights },
    });
    const plain = await openModel(file, { threads: 1 });
    const { vectors } = await plain.run(
      paddedTokens(
        some.map((text) => reader.encode(text, steps)),
        steps,
      ),
    );
    await plain.close();
    for (const [row, served] of (await encode(model, some)).entries()) {
      const { width } = model.shape;
      const trained = (vectors as Float32Array).slice(row * width, (row + 1) * width);
      const length = Math.sqrt(cosine(trained, trained));
      for (const [at, value] of served.entries()) {
        expect(value).toBeCloseTo((trained[at] as number) / length, 4);
      }
    }
  });

  test("is read back from its folder to the bit", async () => {
    const files = bertFolder(model);
    const read = await readBertFolder({ name: "shop", read: async (name) => files.get(name) });
    expect(read.shape).toEqual(model.shape);
    expect(read.reading).toEqual(model.reading);
    expect(read.tokens).toEqual(model.tokens);
    expect(new Set(read.weights.keys())).toEqual(new Set(model.weights.keys()));
    for (const [name, { data }] of model.weights)
      expect(read.weights.get(name)?.data).toEqual(data);
  });

  test("is the same to the bit when made again", async () => {
    const again = await pretrain();
    for (const [name, { data }] of model.weights)
      expect(again.weights.get(name)?.data).toEqual(data);
  });
});
