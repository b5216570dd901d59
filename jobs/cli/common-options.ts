import type { OptionTable } from "./command.ts";

/** Understood by every command. */
export const commonOptions = {
  json: { kind: "flag", help: "print results for machines" },
  threads: {
    kind: "count",
    value: "N",
    min: 1,
    max: 1024,
    help: "threads to use; all the machine has, if not given",
  },
  seed: {
    kind: "count",
    value: "N",
    min: 0,
    max: Number.MAX_SAFE_INTEGER,
    help: "seed of all that is random; the config's, if not given",
  },
  help: { kind: "flag", help: "show this" },
} as const satisfies OptionTable;
