import { type BusinessDate, toEpochDay } from "#lib/domain/business-date.ts";
import { fingerprint } from "#lib/run/fingerprint.ts";
import type { StepContext } from "#lib/run/step.ts";
import { fineTune } from "#lib/text/fine-tune.ts";
import type { TextModel } from "#lib/text/text-model.ts";
import { profileWidth, readDemandProfiles } from "./demand-profile.ts";
import { earlierEncoders } from "./encoder-card.ts";
import { keepEncoder } from "./keep-encoder.ts";
import { firstWhole, type NamedModel } from "./kept-encoder.ts";
import { textCopies } from "./text-copies.ts";

/** Days of data after which an encoder is fine-tuned anew. */
const freshDays = 28;

/**
 * The encoder fine-tuned to tell demand from words as the config asks; as it is where that told
 * held-back texts no better.
 *
 * @param texts of every item, "" where it has none
 */
export async function tunedEncoder(
  context: StepContext,
  base: NamedModel,
  texts: readonly string[],
  cutoff: BusinessDate,
): Promise<NamedModel> {
  const { lake, run, config, seed, progress } = context;
  const recipe = fingerprint([base.name, config.text.fineTuning, seed]);
  const isFresh = (from: BusinessDate) => toEpochDay(cutoff) - toEpochDay(from) < freshDays;
  const earlier = await earlierEncoders(lake, cutoff);
  const known = earlier.filter((card) => card.recipe === recipe && isFresh(card.cutoff));
  const kept = await firstWhole(context, known);
  if (kept !== undefined) return kept;
  const profiles = await readDemandProfiles(lake, run, texts.length);
  if (profiles === undefined) {
    progress.say("The history is too short to fine-tune the text encoder on it.");
    return base;
  }
  const tuned = await tune(context, base.model, texts, profiles);
  const [error, resting] = [tuned.validationLoss, tuned.restingLoss].map((loss) => loss.toFixed(3));
  if (!(tuned.validationLoss < tuned.restingLoss)) {
    progress.say(
      `Fine-tuning told held-back texts no better (${error} against ${resting}); it is not used.`,
    );
    return base;
  }
  progress.say(`Fine-tuned ${tuned.trainable} numbers: error ${error} against ${resting} at rest.`);
  return keepEncoder(context, { kind: "tuned", cutoff, recipe }, tuned.model);
}

async function tune(
  context: StepContext,
  model: TextModel,
  texts: readonly string[],
  profiles: Float32Array,
) {
  const { config, seed, threads, signal, progress } = context;
  const { method, ...options } = config.text.fineTuning;
  if (method === "none") throw new RangeError("nothing to fine-tune by");
  const rows = [...texts.keys()].filter((row) => texts[row] !== "");
  const told = rows.map((row) => texts[row] as string);
  const targets = Float32Array.from(
    rows.flatMap((row) => [...profiles.subarray(row * profileWidth, (row + 1) * profileWidth)]),
  );
  const copies = await textCopies(context, model, told);
  return fineTune({
    ...{ model, seed, threads, signal, say: progress.say },
    options: { ...options, method },
    task: { texts: told, width: profileWidth, targets, copies },
    onProgress: (done, total, note) => progress.report(done, total, note),
  });
}
