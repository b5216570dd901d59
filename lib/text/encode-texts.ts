import { openSession, type RuntimeOptions, tensor } from "#lib/tensors/runtime.ts";
import { bertOnnx, type Precision } from "./bert-onnx.ts";
import type { TextModel } from "./text-model.ts";
import { WordPiece } from "./wordpiece.ts";

/** Tokens worked on at once, padding included: enough to fill the processor, few enough for its cache. */
const tokensOfBatch = 4096;

/** Turns texts into vectors of length 1. */
export interface TextEncoder {
  readonly width: number;
  /** @returns [texts, width] */
  encode(texts: readonly string[]): Promise<Float32Array>;
  close(): Promise<void>;
}

/** A BERT's mean over tokens. Texts of like length share a batch, so that little is padding. */
export async function openTextEncoder(
  { reading, tokens, shape, weights }: TextModel,
  { precision, ...options }: RuntimeOptions & { readonly precision?: Precision },
): Promise<TextEncoder> {
  const reader = new WordPiece(tokens, reading);
  const session = await openSession(bertOnnx(weights, shape, precision), options);
  const { width, positions } = shape;
  return {
    width,
    async encode(texts) {
      const ids = texts.map((text) => reader.encode(text, positions));
      const vectors = new Float32Array(texts.length * width);
      for (const rows of batchesByLength(ids)) {
        const feeds = feedsOf(rows.map((row) => ids[row] as number[]));
        const { sentence_embedding: found } = await session.run(feeds, {
          sentence_embedding: null,
        });
        const values = found?.data as Float32Array;
        for (const [at, row] of rows.entries()) {
          vectors.set(values.subarray(at * width, (at + 1) * width), row * width);
        }
      }
      return vectors;
    },
    close: () => session.close(),
  };
}

/** Rows of each batch, shortest texts first. */
function* batchesByLength(ids: readonly (readonly number[])[]): Generator<number[]> {
  const lengthOf = (row: number) => ids[row]?.length ?? 0;
  const order = [...ids.keys()].sort((a, b) => lengthOf(a) - lengthOf(b) || a - b);
  let batch: number[] = [];
  for (const row of order) {
    if ((batch.length + 1) * lengthOf(row) > tokensOfBatch && batch.length > 0) {
      yield batch;
      batch = [];
    }
    batch.push(row);
  }
  if (batch.length > 0) yield batch;
}

function feedsOf(ids: readonly (readonly number[])[]) {
  const steps = Math.max(...ids.map(({ length }) => length));
  const size = ids.length * steps;
  const [tokens, mask] = [new BigInt64Array(size), new BigInt64Array(size)];
  for (const [row, text] of ids.entries()) {
    for (const [at, id] of text.entries()) tokens[row * steps + at] = BigInt(id);
    mask.fill(1n, row * steps, row * steps + text.length);
  }
  const shaped = (values: BigInt64Array) => tensor("int64", values, [ids.length, steps]);
  return {
    input_ids: shaped(tokens),
    attention_mask: shaped(mask),
    token_type_ids: shaped(new BigInt64Array(size)),
  };
}
