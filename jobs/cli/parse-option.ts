import { parseBusinessDate } from "#lib/domain/business-date.ts";
import { nearestName } from "#lib/domain/nearest-name.ts";
import type { OptionSpec } from "./command.ts";
import { UsageError } from "./usage-error.ts";

/** An option as it was typed, in the words of node:util. */
export interface TypedOption {
  /** With its dashes. */
  readonly rawName: string;
  readonly value?: string | undefined;
  /** Whether it was written `--name=value`. */
  readonly inlineValue?: boolean | undefined;
}

/** The value of a typed option, checked against what it takes. */
export function parseOption(typed: TypedOption, spec: OptionSpec): unknown {
  const { rawName, value } = typed;
  if (spec.kind === "flag") {
    if (value === undefined) return true;
    throw new UsageError(`${rawName} takes no value.`, `Write ${rawName} alone.`);
  }
  // `--lake --json` forgot the folder; `--lake=--json` did not.
  if (value === undefined || value === "" || (value.startsWith("--") && !typed.inlineValue)) {
    throw new UsageError(`${rawName} needs a value.`, `Write ${rawName} ${spec.value}.`);
  }
  return parseValue(rawName, value, spec);
}

type ValueSpec = Exclude<OptionSpec, { kind: "flag" }>;

function parseValue(name: string, value: string, spec: ValueSpec): unknown {
  switch (spec.kind) {
    case "text":
      return value;
    case "count":
      return parseCount(name, value, spec);
    case "number":
      return parseNumber(name, value, spec);
    case "choice":
      return parseChoice(name, value, spec.oneOf);
    case "date":
      return parseBusinessDate(value);
    case "dates":
      return value.split(",").map((date) => parseBusinessDate(date.trim()));
  }
}

function parseCount(name: string, value: string, { min, max }: { min: number; max: number }) {
  const count = /^[+-]?\d+$/.test(value) ? Number(value) : Number.NaN;
  if (count >= min && count <= max) return count;
  const range = max === Number.MAX_SAFE_INTEGER ? `of at least ${min}` : `from ${min} to ${max}`;
  throw new UsageError(`${name} is ${value}.`, `Give a whole number ${range}.`);
}

function parseNumber(name: string, value: string, { min }: { min: number }): number {
  const number = value.trim() === "" ? Number.NaN : Number(value);
  if (number >= min && Number.isFinite(number)) return number;
  throw new UsageError(`${name} is ${value}.`, `Give a number of at least ${min}, such as 4.5.`);
}

function parseChoice(name: string, value: string, choices: readonly string[]): string {
  if (choices.includes(value)) return value;
  const nearest = nearestName(value, choices);
  const remedy = nearest ? `Did you mean ${nearest}?` : `Give one of ${choices.join(", ")}.`;
  throw new UsageError(`${name} is ${value}.`, remedy);
}
