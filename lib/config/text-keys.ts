import type { ConfigKeys } from "./config-key.ts";

/** How texts become vectors. */
export const textKeys = {
  encoder: {
    kind: "text",
    maxLength: 1000,
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
} as const satisfies ConfigKeys;
