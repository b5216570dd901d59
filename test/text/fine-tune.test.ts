import { beforeAll, describe, expect, test } from "vitest";
import { exportModel } from "#lib/engine/export-model.ts";
import { openModel } from "#lib/tensors/runtime.ts";
import { bert, meanOverTokens } from "#lib/text/bert.ts";
import { openTextEncoder } from "#lib/text/encode-texts.ts";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { type FineTuned, type FineTuningTask, fineTune } from "#lib/text/fine-tune.ts";
import {
  type FineTuningMethod,
  fineTuningMethods,
  methodPlan,
} from "#lib/text/fine-tuning-method.ts";
import { paddedTokens } from "#lib/text/masked-language.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import { readBertFolder } from "#lib/text/read-bert-folder.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";
import { kindOf, smallShop } from "#test/support/text/small-shop.ts";

const texts = smallShop(240);
/** Of a text: its kind, and whether it is large; both in the words alone. */
const task: FineTuningTask = {
  texts,
  width: 2,
  targets: Float32Array.from(
    texts.flatMap((text) => [kindOf(text) === "garden" ? 1.4 : -0.7, /large/.test(text) ? 1 : -1]),
  ),
};
const [width, layers, rank] = [32, 2, 4];
const options = {
  ...{ epochs: 12, learningRate: 5e-3, warmUp: 0.1, rank, l2: 0.01, dropout: 0.1 },
  ...{ adversarial: 0, patience: 12 },
};
let model: TextModel;

const tune = (method: FineTuningMethod, more: Partial<typeof options> = {}): Promise<FineTuned> =>
  fineTune({
    ...{ model, task, options: { ...options, ...more, method }, seed: 1, threads: 1 },
    signal: new AbortController().signal,
    onProgress: () => {},
  });

beforeAll(async () => {
  model = await pretrainEncoder({
    texts,
    recipe: {
      ...smallBert,
      shape: { ...smallBert.shape, width, hidden: 64, heads: 2 },
      tokens: { perToken: 3, least: 0, most: 10_000 },
    },
    ...{ seed: 1, threads: 1, signal: new AbortController().signal, onProgress: () => {} },
  });
});

async function served(of: TextModel, some: readonly string[]): Promise<Float32Array> {
  const encoder = await openTextEncoder(of, { threads: 1 });
  const vectors = await encoder.encode(some);
  await encoder.close();
  return vectors;
}

/** The same from the graph that is trained, adapters and all. */
async function computed(of: TextModel, method: FineTuningMethod, some: readonly string[]) {
  const steps = 16;
  const reader = new WordPiece(of.tokens, of.reading);
  const isMerged = method !== "adapters" && method !== "prefix";
  const file = exportModel({
    network: (scope, nodes) => {
      const x = bert(scope, nodes, of.shape, 0);
      return { vectors: meanOverTokens(x, nodes.mask) };
    },
    inputs: {
      tokens: { dtype: "int32", shape: ["batch", steps] },
      mask: { dtype: "float32", shape: ["batch", steps] },
    },
    weights: of.weights,
    ...(isMerged ? {} : { adapters: methodPlan(method, rank).adapters }),
  });
  const graph = await openModel(file, { threads: 1 });
  const ids = some.map((text) => reader.encode(text, steps));
  const { vectors } = await graph.run(paddedTokens(ids, steps));
  await graph.close();
  const rows = some.map((_, row) =>
    (vectors as Float32Array).slice(row * width, (row + 1) * width),
  );
  return rows.flatMap((row) => {
    const length = Math.hypot(...row);
    return [...row].map((value) => value / length);
  });
}

/** Numbers that each method moves, by its paper; AdaLoRA's is a budget. */
const trainable: Readonly<Record<Exclude<FineTuningMethod, "full">, number>> = {
  lora: layers * 2 * (rank * width + width * rank),
  adalora: layers * 2 * rank * (2 * width + 1),
  adapters: layers * 2 * (rank * width + width * rank),
  prefix: layers * 2 * rank * width,
};

describe.each(fineTuningMethods)("fine-tuning by %s", (method) => {
  let tuned: FineTuned;
  beforeAll(async () => {
    tuned = await tune(method);
  });

  test("tells held-back texts better than the encoder at rest does", () => {
    expect(tuned.validationLoss).toBeLessThan(tuned.restingLoss);
  });

  test("moves the numbers it should, and no others", () => {
    if (method !== "full") expect(tuned.trainable).toBe(trainable[method]);
    const rests = method === "adapters" || method === "prefix";
    for (const [name, { data }] of model.weights) {
      const isStill =
        rests || name.startsWith("head.") || (method !== "full" && !/query|value/.test(name));
      if (isStill) expect(tuned.model.weights.get(name)?.data).toEqual(data);
    }
  });

  test("is served, and read back from its folder, as it was trained", async () => {
    const some = texts.slice(0, 5);
    const reference = await computed(tuned.model, method, some);
    const files = bertFolder(tuned.model);
    const read = await readBertFolder({ name: "tuned", read: async (name) => files.get(name) });
    const vectors = await served(read, some);
    const farthest = Math.max(
      ...vectors.map((value, at) => Math.abs(value - (reference[at] ?? 9))),
    );
    expect(farthest).toBeLessThan(1e-4);
  });
});

test("it stops early where patience ends, and keeps what was best", async () => {
  const long = await tune("lora", { epochs: 60, learningRate: 0.05, patience: 2 });
  const short = await tune("lora", { epochs: 60, learningRate: 0.05, patience: 2 });
  expect(long.validationLoss).toBe(short.validationLoss);
  expect(long.validationLoss).toBeLessThan(long.restingLoss);
});
