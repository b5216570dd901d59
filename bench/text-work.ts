import { mkdir, writeFile } from "node:fs/promises";
import { dirname, join } from "node:path";
import { openTextEncoder } from "#lib/text/encode-texts.ts";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import { QueryMatches } from "#lib/text/query-matches.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";
import { isHeldOut, type Product, readGroceries } from "./text/catalogue-texts.ts";
import { type MaskedAccuracy, maskedAccuracy } from "./text/masked-accuracy.ts";
import { cosines, type RetrievalScores, retrievalScores } from "./text/retrieval.ts";

/** What it prints: an encoder learned from a catalogue, and what it knows of products kept from it. */
export interface TextWork {
  readonly rows: number;
  readonly texts: number;
  readonly held: number;
  readonly tokens: number;
  readonly seconds: { readonly pretraining: number; readonly encoding: number };
  readonly megabytes: number;
  readonly masked: MaskedAccuracy;
  readonly queries: number;
  /** By whether categories of known products are told, and who ranks. */
  readonly retrieval: Readonly<Record<string, RetrievalScores>>;
}

const [scratch = "", threadsGiven = "2", most = "0"] = process.argv.slice(2);
const threads = Number(threadsGiven);
const products = await readGroceries(scratch);
const distinct = [...new Map(products.map((product) => [product.whole, product])).values()];
const known = distinct.filter(({ kind }) => !isHeldOut(kind));
const held = distinct.filter(({ kind, title }) => isHeldOut(kind) && title !== "");

const clock = () => performance.now() / 1000;
const began = clock();
const model = await pretrainEncoder({
  texts: known.map(({ whole }) => whole),
  recipe:
    Number(most) > 0
      ? { ...smallBert, tokens: { ...smallBert.tokens, most: Number(most) } }
      : smallBert,
  ...{ seed: 1, threads, signal: new AbortController().signal },
  onProgress: (done, total, note) => {
    if (done === total || done % 200 === 0) console.error(`${done} of ${total}: ${note}`);
  },
});
const pretrained = clock();
const encoder = await openTextEncoder(model, { threads });
await encoder.encode(products.map(({ whole }) => whole));
const encoded = clock();
const megabytes = Math.round(process.resourceUsage().maxRSS / 1024);
for (const [name, bytes] of bertFolder(model)) {
  const path = join(scratch, "encoder", name);
  await mkdir(dirname(path), { recursive: true });
  await writeFile(path, bytes);
}

const categories = new Set(known.map(({ category }) => category));
const queries = held.filter(({ category }) => category !== "" && categories.has(category));
const ranked = async (textOf: (product: Product) => string) => {
  const [wanted, found] = [queries, known].map((of) => of.map(({ category }) => category)) as [
    string[],
    string[],
  ];
  const texts = known.map(textOf);
  const titles = queries.map(({ title }) => title);
  const [asked, vectors] = [await encoder.encode(titles), await encoder.encode(texts)];
  const matches = new QueryMatches(texts);
  const shared = (query: number) => {
    const scores = new Float32Array(texts.length);
    for (const [row, score] of matches.scores(titles[query] as string)) scores[row] = score;
    return scores;
  };
  return {
    ours: retrievalScores(wanted, found, cosines(asked, vectors, encoder.width)),
    tfIdf: retrievalScores(wanted, found, shared),
  };
};
const [whole, titles] = [
  await ranked((product) => product.whole),
  await ranked(({ title }) => title),
];
const work: TextWork = {
  ...{
    rows: products.length,
    texts: distinct.length,
    held: held.length,
    tokens: model.tokens.length,
  },
  seconds: { pretraining: pretrained - began, encoding: encoded - pretrained },
  ...{ megabytes, queries: queries.length },
  masked: await maskedAccuracy(
    model,
    known.map(({ whole: text }) => text),
    held.map(({ whole: text }) => text),
    threads,
  ),
  retrieval: {
    "whole texts, encoder": whole.ours,
    "whole texts, TF-IDF": whole.tfIdf,
    "titles alone, encoder": titles.ours,
    "titles alone, TF-IDF": titles.tfIdf,
  },
};
await encoder.close();
console.log(JSON.stringify(work));
