import { describe, expect, test } from "vitest";
import { command } from "#jobs/cli/command.ts";
import { parseCommandLine } from "#jobs/cli/parse-command-line.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";

const nightly = command({
  name: "nightly",
  summary: "runs",
  options: {
    config: { kind: "text", value: "FILE", help: "the config", required: true },
    lake: { kind: "text", value: "L", help: "the lake", default: ".shelfcast" },
    "as-of": { kind: "date", value: "DATE", help: "last date" },
    refit: {
      kind: "choice",
      value: "WHEN",
      oneOf: ["first", "each"],
      help: "when",
      default: "first",
    },
    cutoffs: { kind: "dates", value: "D1,D2,…", help: "cutoffs" },
    shards: { kind: "count", value: "N", min: 1, max: 64, help: "shards" },
    dry: { kind: "flag", help: "nothing is written" },
  },
  examples: [],
  run: async () => {},
});
const step = command({
  name: "step",
  summary: "runs one step",
  operands: { value: "NAME", help: "the step", min: 1, max: 1 },
  options: {},
  examples: [],
  run: async () => {},
});

const parse = (...words: string[]) => parseCommandLine(words, [nightly, step]);

describe("a command line", () => {
  test("gives every option by its camel-case name, with defaults where nothing was typed", () => {
    expect(parse("nightly", "--config", "a.yaml")).toMatchObject({
      kind: "run",
      command: nightly,
      args: { config: "a.yaml", lake: ".shelfcast", asOf: undefined, refit: "first", dry: false },
      common: { json: false, threads: undefined, seed: undefined },
    });
  });

  test("reads values of every kind, after a space or an equals sign", () => {
    const words =
      "--config=a --as-of 2026-03-31 --refit=each --cutoffs 2026-01-01,2026-02-01 --shards 8 --dry --json --threads 2 --seed 0";
    expect(parse("nightly", ...words.split(" "))).toMatchObject({
      args: {
        config: "a",
        asOf: "2026-03-31",
        refit: "each",
        cutoffs: ["2026-01-01", "2026-02-01"],
        shards: 8,
        dry: true,
      },
      common: { json: true, threads: 2, seed: 0 },
    });
  });

  test.each([
    ["no words", [], "help", undefined],
    ["--help", ["--help"], "help", undefined],
    ["-h", ["-h"], "help", undefined],
    ["help", ["help"], "help", undefined],
    ["help of a command", ["help", "step"], "help", step],
    ["--help after a command, whatever is missing", ["step", "--help"], "help", step],
    ["-h after options", ["nightly", "--dry", "-h"], "help", nightly],
  ])("%s asks for help", (_case, words, kind, about) => {
    expect(parse(...words)).toEqual({ kind, command: about });
  });

  test("gives words that are no options in their order", () => {
    expect(parse("step", "train")).toMatchObject({ args: { operands: ["train"] } });
  });

  test.each([
    ["nigthly", "There is no command nigthly. Did you mean nightly?"],
    ["frobnicate", "There is no command frobnicate. See `npx shelfcast --help`."],
    ["--config x", "No command was given. See `npx shelfcast --help`."],
    [
      "nightly",
      "nightly needs --config. Give it, for example `npx shelfcast nightly --config FILE`.",
    ],
    ["nightly --cofnig x", "nightly has no option --cofnig. Did you mean --config?"],
    ["nightly --xyzzy", "nightly has no option --xyzzy. See `npx shelfcast nightly --help`."],
    ["nightly --toString", "nightly has no option --toString. See `npx shelfcast nightly --help`."],
    ["nightly -x", "nightly has no option -x. See `npx shelfcast nightly --help`."],
    ["nightly --config", "--config needs a value. Write --config FILE."],
    ["nightly --config --dry", "--config needs a value. Write --config FILE."],
    ["nightly --dry=yes", "--dry takes no value. Write --dry alone."],
    ["nightly --shards 0", "--shards is 0. Give a whole number from 1 to 64."],
    ["nightly --shards 65", "--shards is 65. Give a whole number from 1 to 64."],
    ["nightly --shards 1e1", "--shards is 1e1. Give a whole number from 1 to 64."],
    ["nightly --seed -1", "--seed is -1. Give a whole number of at least 0."],
    ["nightly --refit frist", "--refit is frist. Did you mean first?"],
    ["nightly --refit sometimes", "--refit is sometimes. Give one of first, each."],
    [
      "nightly --config a b",
      "nightly does not know what to do with b. See `npx shelfcast nightly --help`.",
    ],
    ["step", "step needs NAME. See `npx shelfcast step --help`."],
  ])("%s is refused in one sentence that helps", (typed, message) => {
    const read = () => parse(...typed.split(" "));
    expect(read).toThrow(UsageError);
    expect(read).toThrow(new RegExp(`^${message.replace(/[.?`]/g, "\\$&")}$`));
  });

  test("a date that does not exist is refused", () => {
    expect(() => parse("nightly", "--config", "a", "--as-of", "2026-02-30")).toThrow("2026-02-30");
    expect(() => parse("nightly", "--config", "a", "--cutoffs", "2026-01-01,")).toThrow(
      "not a date",
    );
  });
});
