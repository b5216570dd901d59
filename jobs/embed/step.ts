import { readItemTexts } from "#lib/candidates/item-texts.ts";
import { readDataset } from "#lib/candidates/read-shards.ts";
import { itemVectorsKey } from "#lib/contracts/item-vectors.ts";
import { encodeItemVectors } from "#lib/lake/item-vectors.ts";
import type { Step, StepContext, StepCounts } from "#lib/run/step.ts";
import { chooseEncoder } from "./choose-encoder.ts";
import { encodeKept } from "./encode-kept.ts";
import { textHash } from "./text-hash.ts";

/** Items' texts in, a vector of each item out. */
export const embedStep: Step = {
  name: "embed",
  needs: ["prepare"],
  version: 2,
  settings: ({ text }) => ({ text }),
  run: embed,
};

/** Of fewer texts no language can be learnt. */
const fewestTexts = 50;

async function embed(context: StepContext): Promise<StepCounts> {
  const { lake, run, progress } = context;
  const { items, texts } = await readItemTexts(lake, run);
  const hashes = texts.map((text) => (text === "" ? "" : textHash(text)));
  const distinct = new Map(texts.map((text, row) => [hashes[row] ?? "", text]));
  distinct.delete("");
  const counts = { items: items.length, texts: distinct.size };
  if (context.config.text.encoder === "none") return { ...counts, encoded: 0 };
  if (distinct.size < fewestTexts) {
    progress.say(`The items have ${distinct.size} different texts: too few to learn from.`);
    return { ...counts, encoded: 0 };
  }
  const { encoder, width, vectors, encoded } = await encodeAll(context, distinct, texts);
  const rows = new Map([...distinct.keys()].map((hash, row) => [hash, row]));
  const ofItems = vectorsOfItems(
    hashes.map((hash) => rows.get(hash)),
    vectors,
    width,
  );
  const bytes = encodeItemVectors({ encoder, width, items, vectors: ofItems });
  await lake.write(itemVectorsKey(run), bytes);
  return { ...counts, encoded, encoder };
}

async function encodeAll(
  context: StepContext,
  texts: ReadonlyMap<string, string>,
  ofItems: readonly string[],
) {
  const { cutoff } = await readDataset(context.lake, context.run);
  const { name, encoder } = await chooseEncoder(context, { texts, ofItems, cutoff });
  try {
    const kept = await encodeKept(context, name, encoder, texts);
    return { ...kept, encoder: name, width: encoder.width };
  } finally {
    await encoder.close();
  }
}

/** [items, width], zeros for an item without a row. */
function vectorsOfItems(
  rows: readonly (number | undefined)[],
  vectors: Float32Array,
  width: number,
): Float32Array {
  const ofItems = new Float32Array(rows.length * width);
  for (const [item, row] of rows.entries()) {
    if (row !== undefined)
      ofItems.set(vectors.subarray(row * width, (row + 1) * width), item * width);
  }
  return ofItems;
}
