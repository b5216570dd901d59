import { textKey } from "#lib/contracts/lake-keys.ts";
import type { StepContext } from "#lib/run/step.ts";
import { readBertFolder } from "#lib/text/read-bert-folder.ts";
import { TextFolderError } from "#lib/text/text-folder-error.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { lakeFolder } from "./checkpoint-folders.ts";
import type { EncoderCard } from "./encoder-card.ts";

export interface NamedModel {
  readonly name: string;
  readonly model: TextModel;
}

/** The first of some encoders in the lake that can still be read; a damaged one is told and passed over. */
export async function firstWhole(
  { lake, progress }: StepContext,
  cards: readonly EncoderCard[],
): Promise<NamedModel | undefined> {
  for (const { encoder: name } of cards) {
    try {
      return { name, model: await readBertFolder(lakeFolder(lake, textKey(name, ""))) };
    } catch (error) {
      if (!(error instanceof TextFolderError)) throw error;
      progress.say(`${error.problem} This encoder is passed over.`);
    }
  }
  return undefined;
}
