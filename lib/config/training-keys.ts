import type { ConfigKeys } from "./config-key.ts";

/** The keys of `training`. */
export const trainingKeys = {
  effort: {
    kind: "choice",
    options: ["quick", "standard", "thorough"],
    default: "standard",
    meaning: "How long to train: more effort, more steps and seeds.",
  },
  context: {
    kind: "number",
    whole: true,
    min: 0,
    max: 2000,
    default: 0,
    meaning: "Past periods the network reads; 0 chooses from season and horizon.",
  },
  falls_with: {
    kind: "list",
    bare: true,
    of: { kind: "text", maxLength: 100, meaning: "A known covariate." },
    minItems: 0,
    maxItems: 100,
    default: [],
    meaning: "Known covariates, such as the own price, with which no forecast rises.",
  },
  device: {
    kind: "choice",
    options: ["cpu", "cuda"],
    default: "cpu",
    meaning: "Where networks train; where there is no CUDA, the processor does, and says so.",
  },
  when: {
    kind: "choice",
    options: ["always", "drift"],
    default: "always",
    meaning:
      "Train in every run, or only when data, error or coverage have drifted: other runs then score alone.",
  },
  keep_for: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    default: 28,
    meaning: "Periods that a model is kept at most where `when` is drift.",
  },
  coverage_band: {
    kind: "number",
    above: 0,
    max: 1,
    default: 0.1,
    meaning:
      "How far below its share coverage may lie before a model is not used and the last good one is.",
  },
} as const satisfies ConfigKeys;
