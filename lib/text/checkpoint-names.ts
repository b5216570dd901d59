/** Names of our parameters, and of Hugging Face's, piece by piece. */
const pieces: readonly (readonly [ours: string, theirs: string])[] = [
  ["embeddings.words.", "bert.embeddings.word_embeddings."],
  ["embeddings.positions.", "bert.embeddings.position_embeddings."],
  ["embeddings.types.", "bert.embeddings.token_type_embeddings."],
  ["embeddings.norm.", "bert.embeddings.LayerNorm."],
  ["head.transform.", "cls.predictions.transform.dense."],
  ["head.norm.", "cls.predictions.transform.LayerNorm."],
  ["head.", "cls.predictions."],
];

const layerPieces: readonly (readonly [ours: string, theirs: string])[] = [
  ["attention.query.", "attention.self.query."],
  ["attention.key.", "attention.self.key."],
  ["attention.value.", "attention.self.value."],
  ["attention.out.", "attention.output.dense."],
  ["norm1.", "attention.output.LayerNorm."],
  ["up.", "intermediate.dense."],
  ["down.", "output.dense."],
  ["norm2.", "output.LayerNorm."],
];

const addedPrefix = "shelfcast.";
const isAdded = (parameter: string): boolean => /\.(bottleneck|prefix)\./.test(parameter);

/** Our name of a parameter that fine-tuning added to a BERT, by its name in a checkpoint. */
export const addedParameter = (theirs: string): string | undefined =>
  theirs.startsWith(addedPrefix) ? theirs.slice(addedPrefix.length) : undefined;

/** `layer.0.norm1.scale` gives `bert.encoder.layer.0.attention.output.LayerNorm.weight`. */
export function checkpointName(parameter: string): string {
  if (isAdded(parameter)) return addedPrefix + parameter;
  const [, layer, inLayer] = /^(layer\.\d+\.)(.*)$/.exec(parameter) ?? [];
  const [known, name, before] =
    layer === undefined
      ? [pieces, parameter, ""]
      : [layerPieces, inLayer as string, `bert.encoder.${layer}`];
  const piece = known.find(([ours]) => name.startsWith(ours));
  if (piece === undefined) throw new RangeError(`${parameter} is no parameter of a BERT`);
  const [ours, theirs] = piece;
  return before + theirs + name.slice(ours.length).replace(/^scale$/, "weight");
}

/** The names under which checkpoints hold a parameter: with its model's prefix or without, old or new. */
export function checkpointNames(parameter: string): string[] {
  const name = checkpointName(parameter);
  const names = [name, name.replace(/^bert\./, "")];
  const old = names.map((each) =>
    each
      .replace(/LayerNorm\.weight$/, "LayerNorm.gamma")
      .replace(/LayerNorm\.bias$/, "LayerNorm.beta"),
  );
  return [...new Set([...names, ...old])];
}
