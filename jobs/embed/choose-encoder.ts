import { stat } from "node:fs/promises";
import { resolve } from "node:path";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { StepContext } from "#lib/run/step.ts";
import { openTextEncoder, type TextEncoder } from "#lib/text/encode-texts.ts";
import { openLibraryEncoder } from "#lib/text/library-encoder.ts";
import { type CheckpointFolder, readBertFolder } from "#lib/text/read-bert-folder.ts";
import { localFolder } from "./checkpoint-folders.ts";
import { earlierEncoders } from "./encoder-card.ts";
import { keepEncoder } from "./keep-encoder.ts";
import { firstWhole, type NamedModel } from "./kept-encoder.ts";
import { ownEncoder } from "./own-encoder.ts";
import { textHash } from "./text-hash.ts";
import { tunedEncoder } from "./tuned-encoder.ts";

/** An encoder ready for texts, under the name its vectors are kept by. */
export interface NamedEncoder {
  readonly name: string;
  readonly encoder: TextEncoder;
}

/** Texts to be encoded, and until when they are known. */
export interface EncodedTexts {
  /** Each once, by its hash. */
  readonly texts: ReadonlyMap<string, string>;
  /** [items] "" where an item has none. */
  readonly ofItems: readonly string[];
  readonly cutoff: BusinessDate;
}

/**
 * The encoder that the config asks for; where it cannot be used and the config says so, the last one
 * that could.
 */
export async function chooseEncoder(
  context: StepContext,
  what: EncodedTexts,
): Promise<NamedEncoder> {
  const { texts, cutoff } = what;
  const { encoder: wanted, ifUnusable } = context.config.text;
  if (wanted === "own") return openTuned(context, await ownEncoder(context, texts, cutoff), what);
  try {
    return await givenEncoder(context, wanted, what);
  } catch (error) {
    if (!(error instanceof ShelfcastError) || ifUnusable === "stop") throw error;
    context.progress.say(`${error.problem} The last good encoder is used instead.`);
    return lastGood(context, texts, cutoff);
  }
}

/** Fine-tuned first, where the config asks for it. */
async function openTuned(
  context: StepContext,
  base: NamedModel,
  { ofItems, cutoff }: EncodedTexts,
): Promise<NamedEncoder> {
  const isWanted = context.config.text.fineTuning.method !== "none";
  return open(context, isWanted ? await tunedEncoder(context, base, ofItems, cutoff) : base);
}

class NotTunableError extends ShelfcastError {
  readonly code = "TEXT_ENCODER_NOT_TUNABLE";
  override readonly kind = "usage";

  constructor(encoder: string) {
    super(
      `The text encoder ${encoder} has no weights to fine-tune, only an ONNX graph.`,
      "Give a folder with model.safetensors, or set text.fine_tuning: none.",
    );
  }
}

async function open(
  { threads, progress, config }: StepContext,
  { name, model }: NamedModel,
): Promise<NamedEncoder> {
  const { precision } = config.text;
  const encoder = await openTextEncoder(model, { threads, precision, say: progress.say });
  return { name: precision === "int8" ? `${name}-int8` : name, encoder };
}

/** A folder of weights is read into our own graph, one of ONNX, and the hub, by the library. */
async function givenEncoder(
  context: StepContext,
  wanted: string,
  what: EncodedTexts,
): Promise<NamedEncoder> {
  const { threads, dataFolder, config } = context;
  const isTuned = config.text.fineTuning.method !== "none";
  const path = resolve(dataFolder, wanted);
  const isFolder = await stat(path).then(
    (found) => found.isDirectory(),
    () => /^[./~]/.test(wanted),
  );
  if (!isFolder) {
    if (isTuned) throw new NotTunableError(wanted);
    const encoder = await openLibraryEncoder({ kind: "hub", name: wanted }, { threads });
    return { name: `hub-${slug(wanted)}`, encoder };
  }
  const folder = localFolder(path);
  const onnx = await folder.read("onnx/model.onnx");
  if (onnx !== undefined && !(await hasWeights(folder))) {
    if (isTuned) throw new NotTunableError(wanted);
    const encoder = await openLibraryEncoder({ kind: "folder", name: path }, { threads });
    return { name: `folder-${textHash(onnx).slice(0, 12)}`, encoder };
  }
  const model = await readBertFolder(folder);
  const kept = await keepEncoder(context, { kind: "folder", cutoff: what.cutoff }, model);
  return openTuned(context, kept, what);
}

const hasWeights = async (folder: CheckpointFolder): Promise<boolean> =>
  (await folder.read("model.safetensors")) !== undefined ||
  (await folder.read("model.safetensors.index.json")) !== undefined;

const slug = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]+/g, "-");

/** The latest encoder in the lake; without any, one of the shop's own. */
async function lastGood(
  context: StepContext,
  texts: ReadonlyMap<string, string>,
  cutoff: BusinessDate,
): Promise<NamedEncoder> {
  const cards = await earlierEncoders(context.lake, cutoff);
  const kept = await firstWhole(context, cards);
  return open(context, kept ?? (await ownEncoder(context, texts, cutoff)));
}
