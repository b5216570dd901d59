import type { BusinessDate } from "#lib/domain/business-date.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";
import { smallBert } from "#lib/text/encoder-recipe.ts";
import { pretrainEncoder } from "#lib/text/pretrain-encoder.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { type EncoderCard, earlierEncoders } from "./encoder-card.ts";
import { keepEncoder } from "./keep-encoder.ts";
import { firstWhole, type NamedModel } from "./kept-encoder.ts";

/** An encoder is made anew once more than this share of the texts is new to it. */
const mostNewTexts = 0.2;

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
): Promise<NamedModel> {
  const { lake, seed } = context;
  const recipe = fingerprint([smallBert, seed]);
  const earlier = await earlierEncoders(lake, cutoff);
  const known = earlier.filter((card) => card.recipe === recipe && knows(card, texts));
  const kept = await firstWhole(context, known);
  if (kept !== undefined) return kept;
  const model = await pretrain(context, [...texts.values()]);
  const card = { kind: "own", cutoff, recipe, texts: [...texts.keys()].sort() };
  return keepEncoder(context, card, model);
}

function knows(card: EncoderCard, texts: ReadonlyMap<string, string>): boolean {
  const known = new Set(card.texts);
  let unknown = 0;
  for (const hash of texts.keys()) if (!known.has(hash)) unknown++;
  return unknown <= mostNewTexts * texts.size;
}

const pretrain = (
  { seed, threads, signal, progress }: StepContext,
  texts: readonly string[],
): Promise<TextModel> =>
  pretrainEncoder({
    ...{ texts, recipe: smallBert, seed, threads, signal },
    say: progress.say,
    onProgress: (done, total, note) => progress.report(done, total, note),
  });
