import { encodeTensors } from "#lib/tensors/safetensors.ts";
import type { Weight } from "#lib/tensors/tensor-type.ts";
import { bertConfig } from "./bert-config.ts";
import { bertOnnx } from "./bert-onnx.ts";
import { checkpointName } from "./checkpoint-names.ts";
import type { TextModel } from "./text-model.ts";
import { tokenizerJson } from "./tokenizer-json.ts";

const jsonBytes = (value: unknown) => Buffer.from(`${JSON.stringify(value, null, 2)}\n`);

/**
 * A model as the files of a Hugging Face folder: what PyTorch reads (`model.safetensors`), what
 * `@xenova/transformers` reads (`onnx/model.onnx`), and the tokenizer for both.
 */
export function bertFolder(model: TextModel): Map<string, Uint8Array> {
  const { reading, tokens, shape, weights } = model;
  const named = [...weights].map(([name, weight]): [string, Weight] => [
    checkpointName(name),
    weight,
  ]);
  return new Map<string, Uint8Array>([
    ["config.json", jsonBytes(bertConfig(shape))],
    ["tokenizer.json", jsonBytes(tokenizerJson(tokens, reading))],
    ["tokenizer_config.json", jsonBytes(tokenizerConfig(model))],
    ["model.safetensors", encodeTensors({ tensors: new Map(named), metadata: { format: "pt" } })],
    ["onnx/model.onnx", bertOnnx(weights, shape)],
  ]);
}

const tokenizerConfig = ({ shape, reading }: TextModel) => ({
  tokenizer_class: "BertTokenizer",
  model_max_length: shape.positions,
  do_lower_case: reading.kind === "own" || reading.lowerCase,
  ...{ pad_token: "[PAD]", unk_token: "[UNK]", cls_token: "[CLS]" },
  ...{ sep_token: "[SEP]", mask_token: "[MASK]" },
});
