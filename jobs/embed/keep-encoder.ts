import { textKey } from "#lib/contracts/lake-keys.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { bertFolder } from "#lib/text/write-bert-folder.ts";
import { type EncoderCard, writeEncoderCard } from "./encoder-card.ts";
import type { NamedModel } from "./kept-encoder.ts";
import { textHash } from "./text-hash.ts";

/** Writes an encoder into the lake under a name that its weights decide, its card last. */
export async function keepEncoder(
  { lake }: StepContext,
  card: Omit<EncoderCard, "encoder"> & { readonly kind: string },
  model: TextModel,
): Promise<NamedModel> {
  const files = bertFolder(model);
  const hashes = [...files].map(([file, bytes]) => [file, textHash(bytes)]);
  const name = `${card.kind}-${fingerprint(hashes).slice(0, 12)}`;
  for (const [file, bytes] of files) await lake.write(textKey(name, file), bytes);
  await writeEncoderCard(lake, { ...card, encoder: name });
  return { name, model };
}
