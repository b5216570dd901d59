import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import { decodeTensors } from "#lib/tensors/safetensors.ts";
import type { Shape, Weight, Weights } from "#lib/tensors/tensor-type.ts";
import { printShape, sameShape } from "#lib/tensors/tensor-type.ts";
import type { BertShape } from "./bert.ts";
import { parseBertConfig } from "./bert-config.ts";
import { encoderParameters, headParameters } from "./bert-parameters.ts";
import { addedParameter, checkpointNames } from "./checkpoint-names.ts";
import { specialTokens } from "./learn-vocabulary.ts";
import { type JsonObject, TextFolderError } from "./text-folder-error.ts";
import type { TextModel } from "./text-model.ts";
import { parseTokenizerJson } from "./tokenizer-json.ts";
import type { WordReading } from "./word-reading.ts";

/** A folder of a Hugging Face checkpoint, wherever it lies. */
export interface CheckpointFolder {
  /** How people know it, for errors. */
  readonly name: string;
  /** Undefined where there is no such file. */
  read(name: string): Promise<Uint8Array | undefined>;
}

/** A BERT checkpoint, whole or refused with the file and what is wrong with it. */
export async function readBertFolder(folder: CheckpointFolder): Promise<TextModel> {
  const config = await requireJson(folder, "config.json");
  const shape = parseBertConfig(config, `${folder.name}/config.json`);
  const { tokens, reading } = await readTokenizer(folder);
  requireVocabulary(folder, tokens, shape);
  return { reading, tokens, shape, weights: await readWeights(folder, shape) };
}

async function requireFile(folder: CheckpointFolder, name: string): Promise<Uint8Array> {
  const bytes = await folder.read(name);
  if (bytes !== undefined) return bytes;
  throw new TextFolderError(
    `${folder.name} has no ${name}.`,
    "Give a folder with config.json, tokenizer.json or vocab.txt, and model.safetensors.",
  );
}

async function requireJson(folder: CheckpointFolder, name: string): Promise<JsonObject> {
  const json = parseJson(await requireFile(folder, name));
  if (typeof json === "object" && json !== null) return json as JsonObject;
  throw new TextFolderError(
    `${folder.name}/${name} is ${json === undefined ? "not JSON" : "no JSON object"}.`,
    "Download it again: it may be a pointer of Git LFS, or cut short.",
  );
}

function parseJson(bytes: Uint8Array): unknown {
  try {
    return JSON.parse(Buffer.from(bytes).toString("utf8"));
  } catch {
    return undefined;
  }
}

async function readTokenizer(folder: CheckpointFolder) {
  if ((await folder.read("tokenizer.json")) !== undefined) {
    const json = await requireJson(folder, "tokenizer.json");
    return parseTokenizerJson(json, `${folder.name}/tokenizer.json`);
  }
  const vocabulary = Buffer.from(await requireFile(folder, "vocab.txt")).toString("utf8");
  const tokens = vocabulary.trimEnd().split(/\r?\n/u);
  const hasConfig = (await folder.read("tokenizer_config.json")) !== undefined;
  const config: JsonObject = hasConfig ? await requireJson(folder, "tokenizer_config.json") : {};
  const lowerCase = config.do_lower_case !== false;
  const stripAccents = (config.strip_accents ?? lowerCase) === true;
  const chineseAlone = config.tokenize_chinese_chars !== false;
  const reading: WordReading = { kind: "bert", lowerCase, stripAccents, chineseAlone };
  return { tokens, reading };
}

function requireVocabulary(
  { name }: CheckpointFolder,
  tokens: readonly string[],
  { vocabulary }: BertShape,
): void {
  const missing = specialTokens.find((token) => !tokens.includes(token));
  if (missing === undefined && tokens.length <= vocabulary) return;
  const problem =
    missing === undefined
      ? `${name} has ${tokens.length} tokens, but config.json says vocab_size ${vocabulary}.`
      : `${name} has no token ${missing}.`;
  throw new TextFolderError(problem, "Use the tokenizer that came with the weights.");
}

/** Parameters by our names; those of the head only where all of them are there. */
async function readWeights(
  folder: CheckpointFolder,
  shape: BertShape,
): Promise<Map<string, Weight>> {
  const [needed, optional] = [encoderParameters(shape), headParameters(shape)];
  const found = await findWeights(folder, new Map([...needed, ...optional]));
  const hasHead = [...optional.keys()].every((name) => found.has(name));
  const weights = new Map<string, Weight>();
  for (const [name, sides] of [...needed, ...(hasHead ? optional : [])]) {
    weights.set(name, requireWeight(folder, name, sides, found.get(name)));
  }
  const isAdded = (name: string) => !needed.has(name) && !optional.has(name);
  for (const [name, weight] of found)
    if (isAdded(name)) weights.set(name, requireFinite(folder, `shelfcast.${name}`, weight));
  return weights;
}

/** Reads each file of weights once, a file at a time. */
async function findWeights(
  folder: CheckpointFolder,
  wanted: ReadonlyMap<string, Shape>,
): Promise<Map<string, Weight>> {
  const ours = new Map(
    [...wanted.keys()].flatMap((name) => checkpointNames(name).map((theirs) => [theirs, name])),
  );
  const found = new Map<string, Weight>();
  for (const file of await weightFiles(folder)) {
    const bytes = await requireFile(folder, file);
    const ourName = (theirs: string) => ours.get(theirs) ?? addedParameter(theirs);
    const tensors = readTensors(folder, file, bytes, (theirs) => ourName(theirs) !== undefined);
    for (const [theirs, weight] of tensors) found.set(ourName(theirs) as string, weight);
  }
  return found;
}

function readTensors(
  { name }: CheckpointFolder,
  file: string,
  bytes: Uint8Array,
  isWanted: (theirs: string) => boolean,
): Weights {
  try {
    return decodeTensors(bytes, isWanted).tensors;
  } catch (error) {
    if (!(error instanceof ShelfcastError)) throw error;
    throw new TextFolderError(
      `${name}/${file} cannot be read: ${error.problem}`,
      "Download it again: it may be a pointer of Git LFS, or cut short.",
      { cause: error },
    );
  }
}

const indexName = "model.safetensors.index.json";

async function weightFiles(folder: CheckpointFolder): Promise<string[]> {
  if ((await folder.read(indexName)) === undefined) return ["model.safetensors"];
  const { weight_map: files } = await requireJson(folder, indexName);
  if (typeof files === "object" && files !== null)
    return [...new Set<string>(Object.values(files))];
  throw new TextFolderError(
    `${folder.name}/${indexName} has no weight_map.`,
    "Download it again with the files it names.",
  );
}

function requireWeight(
  { name: folder }: CheckpointFolder,
  name: string,
  sides: Shape,
  weight: Weight | undefined,
): Weight {
  const theirs = checkpointNames(name)[0];
  const remedy = "Use the config.json and weights of one and the same BERT.";
  if (weight === undefined) throw new TextFolderError(`${folder} has no weight ${theirs}.`, remedy);
  if (!sameShape(weight.shape, sides)) {
    const [is, should] = [printShape(weight.shape), printShape(sides)];
    throw new TextFolderError(
      `${folder} has ${theirs} as ${is}, but config.json asks ${should}.`,
      remedy,
    );
  }
  return requireFinite({ name: folder }, theirs as string, weight);
}

function requireFinite(
  { name: folder }: Pick<CheckpointFolder, "name">,
  theirs: string,
  weight: Weight,
): Weight {
  const odd = weight.data.findIndex((value) => !Number.isFinite(value));
  if (odd < 0) return weight;
  throw new TextFolderError(
    `${folder} has ${weight.data[odd]} at place ${odd} of ${theirs}.`,
    "The weights are damaged or training had failed: use another copy.",
  );
}
