import { textKey } from "#lib/contracts/lake-keys.ts";
import type { BusinessDate } from "#lib/domain/business-date.ts";
import { readJson, writeJson } from "#lib/lake/json-objects.ts";
import type { Lake } from "#lib/lake/lake.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";
import { type EncoderRecipe, smallBert } from "#lib/text/encoder-recipe.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import { readBertFolder } from "#lib/text/read-bert-folder.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";
import { lakeFolder } from "./checkpoint-folders.ts";
import { type EncoderCard, earlierEncoders, writeEncoderCard } from "./encoder-card.ts";

/** An encoder is made anew once more than this share of the texts is new to it. */
const mostNewTexts = 0.2;
const knownTextsName = "texts.json";

export interface NamedEncoder {
  readonly name: string;
  readonly model: TextModel;
}

/**
 * The shop's own encoder: the latest in the lake that knows these texts and nothing later, else one
 * pretrained on them.
 *
 * @param texts by their hash
 */
export async function ownEncoder(
  context: StepContext,
  texts: ReadonlyMap<string, string>,
  cutoff: BusinessDate,
): Promise<NamedEncoder> {
  const { lake, seed } = context;
  const recipe = fingerprint([smallBert, seed]);
  for (const card of await earlierEncoders(lake, recipe, cutoff)) {
    if (!(await knows(lake, card, texts))) continue;
    const model = await readBertFolder(lakeFolder(lake, textKey(card.encoder, "")));
    return { name: card.encoder, model };
  }
  const model = await pretrain(context, [...texts.values()], smallBert);
  const hashes = [...texts.keys()].sort();
  const encoder = `own-${fingerprint([recipe, cutoff, hashes]).slice(0, 12)}`;
  const card = { encoder, recipe, cutoff, texts: texts.size };
  await keep(lake, card, hashes, model);
  return { name: encoder, model };
}

async function knows(
  lake: Lake,
  { encoder }: EncoderCard,
  texts: ReadonlyMap<string, string>,
): Promise<boolean> {
  const known = new Set(await readJson<string[]>(lake, textKey(encoder, knownTextsName)));
  let unknown = 0;
  for (const hash of texts.keys()) if (!known.has(hash)) unknown++;
  return unknown <= mostNewTexts * texts.size;
}

const pretrain = (
  { seed, threads, signal, progress }: StepContext,
  texts: readonly string[],
  recipe: EncoderRecipe,
): Promise<TextModel> =>
  pretrainEncoder({
    ...{ texts, recipe, seed, threads, signal },
    say: progress.say,
    onProgress: (done, total, note) => progress.report(done, total, note),
  });

async function keep(
  lake: Lake,
  card: EncoderCard,
  hashes: readonly string[],
  model: TextModel,
): Promise<void> {
  for (const [name, bytes] of bertFolder(model)) {
    await lake.write(textKey(card.encoder, name), bytes);
  }
  await writeJson(lake, textKey(card.encoder, knownTextsName), hashes);
  await writeEncoderCard(lake, card);
}
