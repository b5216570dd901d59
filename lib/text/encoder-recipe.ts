import type { BertShape } from "./bert.ts";

/** How an encoder of one's own is made from texts. */
export interface EncoderRecipe {
  readonly shape: Omit<BertShape, "vocabulary">;
  /** Tokens of the vocabulary at most. */
  readonly vocabulary: number;
  /** Tokens shown to it, over all passes, masked and in pairs together. */
  readonly tokens: { readonly perToken: number; readonly least: number; readonly most: number };
  readonly learningRate: number;
  readonly dropout: number;
}

/** A small BERT: product texts are short and of few words, and a shop has minutes, not days. */
export const smallBert: EncoderRecipe = {
  shape: {
    layers: 2,
    width: 128,
    heads: 4,
    hidden: 512,
    positions: 64,
    types: 2,
    epsilon: 1e-12,
  },
  vocabulary: 8000,
  tokens: { perToken: 8, least: 30_000, most: 6_000_000 },
  learningRate: 1e-3,
  dropout: 0.1,
};
