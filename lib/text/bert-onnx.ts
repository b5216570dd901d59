import { type OnnxGraph, onnxFile } from "#lib/tensors/onnx-file.ts";
import type { Weights } from "#lib/tensors/tensor-type.ts";
import { freeBatch } from "#lib/tensors/tensor-type.ts";
import type { BertShape } from "./bert.ts";
import { OnnxBuilder } from "./onnx-builder.ts";

/** Neither the number of texts nor their length is fixed in the file. */
const [texts, tokens] = [freeBatch, 2 * freeBatch];

/** How products of weights are worked out. */
export type Precision = "float" | "int8";

/**
 * A BERT as the ONNX file that `@xenova/transformers` loads: `input_ids`, `attention_mask` and
 * `token_type_ids` [texts, tokens], int64, in; `last_hidden_state` [texts, tokens, width] and
 * `sentence_embedding` [texts, width], the mean over tokens at length 1, out. Written in the operations
 * that ONNX Runtime fuses a BERT into, so that loading it has nothing left to look for.
 */
export function bertOnnx(
  weights: Weights,
  shape: BertShape,
  precision: Precision = "float",
): Uint8Array<ArrayBuffer> {
  const graph = new OnnxBuilder(weights, precision === "int8");
  let x = embeddings(graph, shape);
  const mask = graph.cast("attention_mask", "int32");
  for (let layer = 0; layer < shape.layers; layer++) {
    x = bertLayer(graph, x, mask, `layer.${layer}.`, shape);
  }
  graph.named("last_hidden_state", x);
  graph.named("sentence_embedding", sentenceVector(graph, x));
  return onnxFile({ ...graph.parts, ...signature(shape) });
}

function signature({ width }: BertShape): Pick<OnnxGraph, "inputs" | "outputs"> {
  const input = (name: string) => ({ name, dtype: "int64", shape: [texts, tokens] }) as const;
  const output = (name: string, shape: readonly number[]) =>
    ({ name, dtype: "float32", shape }) as const;
  return {
    inputs: ["input_ids", "attention_mask", "token_type_ids"].map(input),
    outputs: [
      output("last_hidden_state", [texts, tokens, width]),
      output("sentence_embedding", [texts, width]),
    ],
  };
}

function embeddings(graph: OnnxBuilder, { epsilon }: BertShape): string {
  const words = graph.op("Gather", [graph.weight("embeddings.words.weight"), "input_ids"]);
  const types = graph.op("Gather", [graph.weight("embeddings.types.weight"), "token_type_ids"]);
  const length = graph.op("Shape", ["input_ids"], { start: 1, end: 2 });
  const table = graph.weight("embeddings.positions.weight");
  const places = graph.op("Slice", [table, graph.integers([0]), length, graph.integers([0])]);
  const sum = graph.op("Add", [graph.op("Add", [words, types]), places]);
  return graph.norm(sum, "embeddings.norm", epsilon);
}

/** See `bertLayers`; scores are divided by √(width / heads) inside Attention. */
function bertLayer(
  graph: OnnxBuilder,
  x: string,
  mask: string,
  path: string,
  shape: BertShape,
): string {
  const { epsilon } = shape;
  const mixed = graph.has(`${path}attention.prefix.keys`)
    ? prefixedAttention(graph, x, mask, path, shape)
    : attention(graph, x, mask, path, shape);
  const out = graph.product(mixed, `${path}attention.out`);
  const between = graph.skipNorm(out, x, `${path}norm1`, epsilon);
  const wide = graph.op("Gelu", [graph.product(between, `${path}up`)]);
  return graph.skipNorm(graph.product(wide, `${path}down`), between, `${path}norm2`, epsilon);
}

const attended = ["query", "key", "value"] as const;

function attention(
  graph: OnnxBuilder,
  x: string,
  mask: string,
  path: string,
  { heads }: BertShape,
): string {
  const layers = attended.map((name) => `${path}attention.${name}`);
  return graph.attention(x, layers, mask, heads);
}

/** Keys and values of a prefix stand before those of the text, for every text alike. */
function prefixedAttention(
  graph: OnnxBuilder,
  x: string,
  mask: string,
  path: string,
  { heads }: BertShape,
): string {
  const [query, key, value] = attended.map((name) =>
    graph.product(x, `${path}attention.${name}`),
  ) as [string, string, string];
  const batch = graph.op("Shape", ["input_ids"], { start: 0, end: 1 });
  const before = (what: string, of: string) => {
    const table = graph.weight(`${path}attention.prefix.${what}`);
    const sides = graph.op("Concat", [batch, graph.op("Shape", [table])], { axis: 0 });
    return graph.op("Concat", [graph.op("Expand", [table, sides]), of], { axis: 1 });
  };
  const length = graph.op("Shape", [graph.weight(`${path}attention.prefix.keys`)], {
    start: 0,
    end: 1,
  });
  const ones = graph.op("Expand", [
    graph.cast(graph.integers([1]), "int32"),
    graph.op("Concat", [batch, length], { axis: 0 }),
  ]);
  const whole = graph.op("Concat", [ones, mask], { axis: 1 });
  const inputs = [query, before("keys", key), before("values", value), "", whole];
  return graph.op("MultiHeadAttention", inputs, { num_heads: heads });
}

function sentenceVector(graph: OnnxBuilder, x: string): string {
  const mask = graph.cast("attention_mask", "float32");
  const column = graph.op("Unsqueeze", [mask, graph.integers([2])]);
  const sums = graph.op("ReduceSum", [graph.op("Mul", [x, column]), graph.integers([1])], {
    keepdims: 0,
  });
  // A mean over tokens differs from their sum in length alone.
  return graph.op("LpNormalization", [sums], { axis: -1, p: 2 });
}
