import {
  parameterOf,
  type SearchSpace,
  searches,
  type TunedName,
  type TuningConfig,
} from "#lib/contracts/tuning.ts";
import type { ConfigKeys, SectionValue } from "./config-key.ts";

const mostNumbers = 20;

/** Numbers of one parameter, each within its own bounds. */
const numbersOf = (name: TunedName) => {
  const { kind, min, max, meaning } = parameterOf(name);
  const whole = kind === "whole" && ({ whole: true } as const);
  return {
    kind: "list",
    bare: true,
    of: { kind: "number", ...whole, min, max, meaning },
    minItems: 0,
    maxItems: mostNumbers,
    rising: true,
    default: [],
    meaning,
  } as const;
};

const space = {
  context: numbersOf("context"),
  summary_width: numbersOf("summary_width"),
  step_width: numbersOf("step_width"),
  dropout: numbersOf("dropout"),
  learning_rate: numbersOf("learning_rate"),
  trees: numbersOf("trees"),
  leaves: numbersOf("leaves"),
  tree_learning_rate: numbersOf("tree_learning_rate"),
} as const satisfies Record<TunedName, unknown>;

export const tuningKeys = {
  search: {
    kind: "choice",
    options: searches,
    default: "none",
    meaning:
      "How better settings of network and trees are searched: every combination of a grid, at random, or at random by successive halving.",
  },
  trials: {
    kind: "number",
    whole: true,
    min: 1,
    max: 500,
    default: 8,
    meaning: "Settings tried beside the default ones; each takes a training.",
  },
  keep_for: {
    kind: "number",
    whole: true,
    min: 1,
    max: 1000,
    default: 28,
    meaning: "Periods for which what was found is used before it is searched again.",
  },
  space: {
    kind: "section",
    keys: space,
    meaning:
      "Numbers of each setting: a grid tries them, other searches draw between the least and the largest. With none, a usual space is searched.",
  },
} as const satisfies ConfigKeys;

export const toTuning = ({
  search,
  trials,
  keep_for: keepFor,
  space: written,
}: SectionValue<typeof tuningKeys>): TuningConfig => ({
  search,
  trials,
  keepFor,
  space: written satisfies SearchSpace,
});
