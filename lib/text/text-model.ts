import type { Weights } from "#lib/tensors/tensor-type.ts";
import type { BertShape } from "./bert.ts";
import type { WordReading } from "./word-reading.ts";

/** A BERT, the words it knows, and how it takes a text apart into words. */
export interface TextModel {
  readonly reading: WordReading;
  readonly tokens: readonly string[];
  readonly shape: BertShape;
  /** By our names; without the masked language head where the checkpoint had none. */
  readonly weights: Weights;
}
