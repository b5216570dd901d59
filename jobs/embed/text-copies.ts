import { readFile } from "node:fs/promises";
import { resolve } from "node:path";
import { seededRandom } from "#lib/domain/random.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { StepContext } from "#lib/run/step.ts";
import { backTranslate, openTranslator } from "#lib/text/back-translation.ts";
import type { TextCopy } from "#lib/text/fine-tune.ts";
import { maskedReplacements } from "#lib/text/masked-replacement.ts";
import { parseSynonyms, replaceSynonyms } from "#lib/text/synonyms.ts";
import type { TextModel } from "#lib/text/text-model.ts";

/** Chance that a word with synonyms becomes one of them. */
const replacedShare = 0.3;

class SynonymsMissingError extends ShelfcastError {
  readonly code = "TEXT_SYNONYMS_MISSING";
  override readonly kind = "usage";

  constructor(path: string, cause: unknown) {
    super(`The file of synonyms ${path} cannot be read.`, "Mend text.synonyms, or leave it out.", {
      cause,
    });
  }
}

/** The texts again in other words, by every way that the config asks for. */
export async function textCopies(
  context: StepContext,
  model: TextModel,
  texts: readonly string[],
): Promise<TextCopy[]> {
  const { config, seed, threads } = context;
  const { maskedCopies, translate } = config.text.fineTuning;
  const sets: (readonly string[])[] = [await synonymCopies(context, texts)];
  if (maskedCopies) sets.push(await maskedReplacements(model, texts, seed, { threads }));
  const [there, back] = translate;
  if (there !== undefined && back !== undefined) {
    sets.push(await backTranslate(texts, await openTranslator(there), await openTranslator(back)));
  }
  return sets.flatMap((copies) => copies.map((text, of) => ({ text, of })));
}

async function synonymCopies(
  { config, dataFolder, seed }: StepContext,
  texts: readonly string[],
): Promise<string[]> {
  const { synonyms: file } = config.text.fineTuning;
  if (file === "") return [];
  const path = resolve(dataFolder, file);
  const written = await readFile(path, "utf8").catch((cause: unknown) => {
    throw new SynonymsMissingError(path, cause);
  });
  const synonyms = parseSynonyms(written);
  const random = seededRandom(seed, "synonyms");
  return texts.map((text) => replaceSynonyms(text, synonyms, replacedShare, random));
}
