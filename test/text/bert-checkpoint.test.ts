import { readFile } from "node:fs/promises";
import { beforeAll, describe, expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import { encodeTensors } from "#lib/tensors/safetensors.ts";
import { bert } from "#lib/text/bert.ts";
import { openTextEncoder } from "#lib/text/encode-texts.ts";
import { maskedLanguageHead, rowsAt } from "#lib/text/masked-language.ts";
import { type CheckpointFolder, readBertFolder } from "#lib/text/read-bert-folder.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";

const golden = new URL("../golden/text/", import.meta.url);
const onDisk: CheckpointFolder = {
  name: "bert",
  read: (name) => readFile(new URL(`bert/${name}`, golden)).catch(() => undefined),
};

interface Expected {
  readonly texts: readonly string[];
  readonly ids: readonly (readonly number[])[];
  readonly hidden: readonly (readonly number[])[];
  readonly logits: readonly (readonly number[])[];
  readonly vectors: readonly (readonly number[])[];
}

/** The folder with some of its files changed; undefined takes one away. */
const changed = (files: Readonly<Record<string, unknown>>): CheckpointFolder => ({
  name: "bert",
  read: async (name) => {
    if (!(name in files)) return onDisk.read(name);
    const file = files[name];
    if (file === undefined || file instanceof Uint8Array) return file;
    return Buffer.from(typeof file === "string" ? file : JSON.stringify(file));
  },
});

const farthest = (found: Float32Array | undefined, reference: readonly number[]) =>
  Math.max(...reference.map((value, at) => Math.abs(value - (found?.[at] ?? Number.NaN))));

let model: TextModel;
let expected: Expected;
let config: Record<string, unknown>;
beforeAll(async () => {
  model = await readBertFolder(onDisk);
  expected = JSON.parse(await readFile(new URL("bert.json", golden), "utf8"));
  config = JSON.parse(await readFile(new URL("bert/config.json", golden), "utf8"));
});

describe("a sharded checkpoint of two files", () => {
  test("reads texts as the reference does", () => {
    const reader = new WordPiece(model.tokens, model.reading);
    expect(expected.texts.map((text) => reader.encode(text, 16))).toEqual(expected.ids);
  });

  test("gives the vectors of the reference implementation to 1e-4", async () => {
    const encoder = await openTextEncoder(model, { threads: 1 });
    const vectors = await encoder.encode(expected.texts);
    await encoder.close();
    expect(farthest(vectors, expected.vectors.flat())).toBeLessThan(1e-4);
  });

  test("the graph that is fine-tuned gives its hidden states and its guesses to 1e-4", async () => {
    const [ids, hidden, logits] = [expected.ids, expected.hidden, expected.logits].map(
      (rows) => rows[2] ?? [],
    ) as [number[], number[], number[]];
    const steps = ids.length;
    const file = exportModel({
      network: (scope, { tokens, mask, places }) => {
        const x = bert(scope, { tokens, mask }, model.shape, 0.1);
        return { hidden: x, logits: maskedLanguageHead(scope, rowsAt(x, places), model.shape) };
      },
      inputs: {
        tokens: { dtype: "int32", shape: [1, steps] },
        mask: { dtype: "float32", shape: [1, steps] },
        places: { dtype: "int32", shape: [1, steps] },
      },
      weights: model.weights,
    });
    const graph = await openModel(file, { threads: 1 });
    const found = await graph.run({
      tokens: Int32Array.from(ids),
      mask: new Float32Array(steps).fill(1),
      places: Int32Array.from(ids.keys()),
    });
    await graph.close();
    expect(farthest(found.hidden, hidden)).toBeLessThan(1e-4);
    expect(farthest(found.logits, logits)).toBeLessThan(1e-4);
  });

  test("is the same model when written by us and read again", async () => {
    const files = bertFolder(model);
    const again = await readBertFolder({ name: "ours", read: async (name) => files.get(name) });
    expect(again.tokens).toEqual(model.tokens);
    expect(again.reading).toEqual(model.reading);
    expect([...again.weights]).toEqual([...model.weights]);
  });
});

describe("a folder that is not a whole BERT is refused in a sentence", () => {
  const weight = (name: string, shape: number[], value = 0) =>
    encodeTensors({
      tensors: new Map([
        [name, { shape, data: new Float32Array(shape.reduce((a, b) => a * b)).fill(value) }],
      ]),
      metadata: {},
    });
  const shard = "model-00002-of-00002.safetensors";
  const lastNorm = "bert.encoder.layer.1.output.LayerNorm.weight";
  test.each<[string, () => CheckpointFolder, string]>([
    ["no config", () => changed({ "config.json": undefined }), "bert has no config.json."],
    ["no tokenizer", () => changed({ "vocab.txt": undefined }), "bert has no vocab.txt."],
    ["a shard lost", () => changed({ [shard]: undefined }), `bert has no ${shard}.`],
    [
      "a pointer instead of JSON",
      () => changed({ "config.json": "version https://git-lfs" }),
      "bert/config.json is not JSON.",
    ],
    [
      "another architecture",
      () => changed({ "config.json": { ...config, model_type: "gpt2" } }),
      'bert/config.json has model_type "gpt2"; fine-tuning here knows bert alone.',
    ],
    [
      "another width",
      () => changed({ "config.json": { ...config, intermediate_size: 40 } }),
      "bert has bert.encoder.layer.0.intermediate.dense.weight as [48,24], but config.json asks [40,24].",
    ],
    ["a config cut short", () => changed({ "config.json": "[1" }), "bert/config.json is not JSON."],
    [
      "a config of null",
      () => changed({ "config.json": "null" }),
      "bert/config.json is no JSON object.",
    ],
    [
      "a size that is a word",
      () => changed({ "config.json": { ...config, layer_norm_eps: "tiny" } }),
      'bert/config.json has layer_norm_eps "tiny", not a small number.',
    ],
    [
      "a pointer instead of weights",
      () => changed({ [shard]: "version https://git-lfs" }),
      `bert/${shard} cannot be read: The tensor file ends before its header does, at byte 23.`,
    ],
    [
      "an index without a map",
      () => changed({ "model.safetensors.index.json": {} }),
      "bert/model.safetensors.index.json has no weight_map.",
    ],
    [
      "heads that do not divide the width",
      () => changed({ "config.json": { ...config, num_attention_heads: 5 } }),
      "bert/config.json has a hidden_size of 24 for 5 heads.",
    ],
    [
      "a vocabulary of another model",
      () => changed({ "vocab.txt": "[PAD]\n[UNK]\n[CLS]\n[SEP]\nthe" }),
      "bert has no token [MASK].",
    ],
    [
      "weights of which one is missing",
      () => changed({ [shard]: weight("other", [1]) }),
      "bert has no weight bert.encoder.layer.1.attention.self.query.weight.",
    ],
  ])("%s", async (_case, folder, problem) => {
    await expect(readBertFolder(folder())).rejects.toMatchObject({
      code: "TEXT_ENCODER_FOLDER",
      problem,
      remedy: expect.stringMatching(/^(Give|Download|Choose|Use|The)/),
    });
  });

  test("a weight that is no number", async () => {
    const spoilt = new Map(model.weights);
    const data = new Float32Array(24).fill(1);
    data[3] = Number.NaN;
    spoilt.set("layer.1.norm2.scale", { shape: [24], data });
    const files = bertFolder({ ...model, weights: spoilt });
    const folder = { name: "bert", read: async (name: string) => files.get(name) };
    await expect(readBertFolder(folder)).rejects.toMatchObject({
      problem: `bert has NaN at place 3 of ${lastNorm}.`,
    });
  });
});
