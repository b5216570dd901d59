import type { BertShape } from "./bert.ts";
import { type JsonObject, TextFolderError } from "./text-folder-error.ts";

/** Our sizes by their names in a Hugging Face `config.json`. */
const sizeNames = {
  layers: "num_hidden_layers",
  width: "hidden_size",
  heads: "num_attention_heads",
  hidden: "intermediate_size",
  vocabulary: "vocab_size",
  positions: "max_position_embeddings",
  types: "type_vocab_size",
} as const satisfies Partial<Record<keyof BertShape, string>>;

const defaultEpsilon = 1e-12;

/** What `config.json` says of a BERT of this shape. */
export function bertConfig(shape: BertShape): JsonObject {
  const sizes = Object.entries(sizeNames).map(([ours, theirs]) => [
    theirs,
    shape[ours as keyof typeof sizeNames],
  ]);
  return {
    architectures: ["BertForMaskedLM"],
    model_type: "bert",
    hidden_act: "gelu",
    position_embedding_type: "absolute",
    pad_token_id: 0,
    layer_norm_eps: shape.epsilon,
    ...Object.fromEntries(sizes),
  };
}

/** @param where the file's name, for errors */
export function parseBertConfig(config: JsonObject, where: string): BertShape {
  requireBert(config, where);
  const sizes = Object.entries(sizeNames).map(([ours, theirs]) => [
    ours,
    requireSize(config, theirs, where),
  ]);
  const shape: BertShape = { ...Object.fromEntries(sizes), epsilon: requireEpsilon(config, where) };
  if (shape.width % shape.heads === 0) return shape;
  throw new TextFolderError(
    `${where} has a hidden_size of ${shape.width} for ${shape.heads} heads.`,
    "The width must be a multiple of the heads: use the config.json that came with the weights.",
  );
}

function requireBert(config: JsonObject, where: string): void {
  const wanted = { model_type: "bert", hidden_act: "gelu", position_embedding_type: "absolute" };
  for (const [name, only] of Object.entries(wanted)) {
    const given = config[name] ?? (name === "model_type" ? undefined : only);
    if (given === only) continue;
    throw new TextFolderError(
      `${where} has ${name} ${JSON.stringify(given)}; fine-tuning here knows ${only} alone.`,
      "Choose a BERT checkpoint, or load the model through its ONNX file instead.",
    );
  }
}

function requireEpsilon(config: JsonObject, where: string): number {
  const epsilon = config.layer_norm_eps ?? defaultEpsilon;
  if (typeof epsilon === "number" && epsilon >= 0 && epsilon < 1) return epsilon;
  throw new TextFolderError(
    `${where} has layer_norm_eps ${JSON.stringify(epsilon)}, not a small number.`,
    "Use the config.json that came with the weights.",
  );
}

function requireSize(config: JsonObject, name: string, where: string): number {
  const size = config[name];
  if (typeof size === "number" && Number.isInteger(size) && size > 0) return size;
  throw new TextFolderError(
    `${where} has ${name} ${JSON.stringify(size)}, not a size.`,
    "Use the config.json that came with the weights.",
  );
}
