import type { ConfigKeys } from "./config-key.ts";

const share = { kind: "number", min: 0, max: 1 } as const;
const path = { kind: "text", maxLength: 1000, default: "" } as const;

/** How texts become vectors. */
export const textKeys = {
  encoder: {
    ...path,
    default: "own",
    meaning:
      "What turns texts into vectors: own (a BERT learned from these texts), none, a folder of a Hugging Face model, or its name on the hub.",
  },
  if_unusable: {
    kind: "choice",
    options: ["stop", "last-good"],
    default: "stop",
    meaning: "When the encoder cannot be used: stop the run, or go on with the last good one.",
  },
  precision: {
    kind: "choice",
    options: ["float", "int8"],
    default: "float",
    meaning:
      "How the encoder computes: float, or int8, about twice as fast on processors and a little less exact.",
  },
  fine_tuning: {
    kind: "choice",
    options: ["none", "full", "lora", "adalora", "adapters", "prefix"],
    default: "none",
    meaning: "How the encoder learns to tell demand from words; none leaves it as it is.",
  },
  epochs: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    default: 5,
    meaning: "Times fine-tuning sees each text.",
  },
  learning_rate: {
    kind: "number",
    above: 0,
    max: 1,
    default: 0.001,
    meaning: "Peak learning rate of fine-tuning; it rises in a line, then falls in half a cosine.",
  },
  warm_up: { ...share, default: 0.1, meaning: "Share of the steps on which the rate rises." },
  rank: {
    kind: "number",
    whole: true,
    min: 1,
    max: 512,
    default: 8,
    meaning: "Rank of lora and adalora, width of adapters, length of prefixes.",
  },
  l2: { ...share, default: 0.01, meaning: "Weight decay of fine-tuning." },
  dropout: {
    kind: "number",
    min: 0,
    below: 1,
    default: 0.1,
    meaning: "Share of numbers dropped while fine-tuning.",
  },
  adversarial: {
    kind: "number",
    min: 0,
    max: 100,
    default: 0,
    meaning: "How far adversarial training (FGM) moves each text's embeddings; 0 leaves it out.",
  },
  patience: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    default: 3,
    meaning: "Epochs without a better error on held-back texts after which fine-tuning ends.",
  },
  synonyms: {
    ...path,
    meaning:
      "A file of words that mean the same, a group a line, commas between: texts are learned in both.",
  },
  masked_copies: {
    kind: "choice",
    options: ["no", "yes"],
    default: "no",
    meaning: "Whether texts are also learned with words that the encoder itself would put there.",
  },
  translate: {
    kind: "list",
    of: { kind: "text", maxLength: 200, meaning: "A translation model of the hub." },
    minItems: 0,
    maxItems: 2,
    default: [],
    meaning:
      "Two translation models of the hub, there and back: texts are also learned in those words.",
  },
} as const satisfies ConfigKeys;
