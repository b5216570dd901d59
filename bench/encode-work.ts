import { writeFile } from "node:fs/promises";
import { join } from "node:path";
import { createInterface } from "node:readline";
import { seededRandom } from "#lib/domain/random.ts";
import { bertConfig } from "#lib/text/bert-config.ts";
import type { Precision } from "#lib/text/bert-onnx.ts";
import { encoderParameters } from "#lib/text/bert-parameters.ts";
import { openTextEncoder } from "#lib/text/encode-texts.ts";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { learnVocabulary } from "#lib/text/learn-vocabulary.ts";
import { splitWords } from "#lib/text/split-words.ts";
import { WordPiece } from "#lib/text/wordpiece.ts";
import { readGroceries, readReviews } from "./text/catalogue-texts.ts";

/**
 * A process of its own: encodes the same texts again whenever it reads `float` or `int8`, and answers
 * with the seconds. Leaves shape and token ids in the scratch folder for PyTorch. The weights are
 * drawn, which no second is spared by.
 */
const [scratch = "", kind = "", threads = "1", sizes = "2,128,4,512", clock = "cpu"] =
  process.argv.slice(2);
const [layers = 0, width = 0, heads = 0, hidden = 0] = sizes.split(",").map(Number);
const textsOf: Readonly<Record<string, () => Promise<string[]>>> = {
  titles: async () =>
    (await readGroceries(scratch)).filter((_, at) => at % 23 === 0).map(({ whole }) => whole),
  reviews: async () =>
    (await readReviews(scratch)).filter((_, at) => at % 23 === 0).map(({ text }) => text),
};
const texts = (await textsOf[kind]?.()) ?? [];
const counts = new Map<string, number>();
for (const text of texts) {
  for (const word of splitWords(text)) counts.set(word, (counts.get(word) ?? 0) + 1);
}
const tokens = learnVocabulary(counts, 6000);
const shape = { ...smallBert.shape, layers, width, heads, hidden, vocabulary: tokens.length };
const random = seededRandom(1, "weights");
const draw = (name: string): number => {
  if (name.endsWith("scale")) return 1;
  return random.normal() * (name.startsWith("embeddings") ? 1 : 1 / Math.sqrt(width));
};
const weights = new Map(
  [...encoderParameters(shape)].map(([name, sides]) => {
    const size = sides.reduce((product, side) => product * side, 1);
    return [name, { shape: sides, data: Float32Array.from({ length: size }, () => draw(name)) }];
  }),
);
const reader = new WordPiece(tokens);
const ids = texts.map((text) => reader.encode(text, shape.positions));
await writeFile(join(scratch, "encode.json"), JSON.stringify({ config: bertConfig(shape), ids }));

const model = { reading: { kind: "own" }, tokens, shape, weights } as const;
const open = (precision: Precision) =>
  openTextEncoder(model, { threads: Number(threads), precision });
const encoders = { float: await open("float"), int8: await open("int8") };
const seconds =
  clock === "cpu"
    ? () => (process.cpuUsage().user + process.cpuUsage().system) / 1e6
    : () => performance.now() / 1000;

/** Mean cosine of the vectors in int8 to those in float. */
async function cosine(): Promise<number> {
  const [exact, short] = [await encoders.float.encode(texts), await encoders.int8.encode(texts)];
  return exact.reduce((sum, value, at) => sum + value * (short[at] as number), 0) / texts.length;
}

for await (const line of createInterface({ input: process.stdin })) {
  if (line === "cosine" || line === "texts") {
    console.log(line === "cosine" ? await cosine() : texts.length);
    continue;
  }
  const began = seconds();
  await encoders[line as Precision].encode(texts);
  console.log(seconds() - began);
}
process.exit();
