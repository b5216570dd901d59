import { parseArgs } from "node:util";
import { nearestName } from "#lib/domain/nearest-name.ts";
import type { AnyArgs, Args, Command, OptionTable } from "./command.ts";
import { commonOptions } from "./common-options.ts";
import { parseOption } from "./parse-option.ts";
import { UsageError } from "./usage-error.ts";

/** What was asked for. */
export type CommandLine =
  | { readonly kind: "help"; readonly command: Command | undefined }
  | { readonly kind: "version" }
  | {
      readonly kind: "run";
      readonly command: Command;
      readonly args: AnyArgs;
      readonly common: Args<typeof commonOptions>;
    };

/** @param words what was typed after `shelfcast` */
export function parseCommandLine(
  words: readonly string[],
  commands: readonly Command[],
): CommandLine {
  const [first, ...rest] = words;
  if (first === undefined || first === "--help" || first === "-h") return helpFor(undefined);
  if (first === "--version") return { kind: "version" };
  if (first === "help") return helpFor(rest[0] === undefined ? undefined : find(rest[0], commands));
  const command = find(first, commands);
  const given = readOptions(rest, { ...command.options, ...commonOptions }, command.name);
  if (given.values.help) return helpFor(command);
  checkOperands(given.operands, command);
  const common = complete(commonOptions, given, command.name) as Args<typeof commonOptions>;
  return { kind: "run", command, args: complete(command.options, given, command.name), common };
}

const helpFor = (command: Command | undefined): CommandLine => ({ kind: "help", command });

function find(name: string, commands: readonly Command[]): Command {
  const found = commands.find((command) => command.name === name);
  if (found) return found;
  const names = commands.map((command) => command.name);
  const what = name.startsWith("-") ? "No command was given" : `There is no command ${name}`;
  throw new UsageError(`${what}.`, suggest(nearestName(name, names), "npx shelfcast --help"));
}

const suggest = (nearest: string | undefined, help: string): string =>
  nearest ? `Did you mean ${nearest}?` : `See \`${help}\`.`;

interface Given {
  readonly values: Record<string, unknown>;
  readonly operands: readonly string[];
}

function readOptions(words: readonly string[], options: OptionTable, command: string): Given {
  const types = Object.entries(options).map(([name, { kind }]) => [
    name,
    { type: kind === "flag" ? "boolean" : "string", ...(name === "help" && { short: "h" }) },
  ]);
  const { tokens, positionals } = parseArgs({
    args: [...words],
    options: Object.fromEntries(types),
    allowPositionals: true,
    // Its own complaints are in its own words; the tokens let us use ours.
    strict: false,
    tokens: true,
  });
  const values: Record<string, unknown> = {};
  for (const token of tokens) {
    if (token.kind !== "option") continue;
    const spec = Object.hasOwn(options, token.name) ? options[token.name] : undefined;
    if (!spec) throw unknownOption(token.rawName, options, command);
    values[token.name] = parseOption(token, spec);
  }
  return { values, operands: positionals };
}

function unknownOption(typed: string, options: OptionTable, command: string): UsageError {
  const nearest = nearestName(typed.replace(/^-+/, ""), Object.keys(options));
  const remedy = suggest(nearest && `--${nearest}`, `npx shelfcast ${command} --help`);
  return new UsageError(`${command} has no option ${typed}.`, remedy);
}

function checkOperands(operands: readonly string[], { name, operands: wanted }: Command): void {
  const { min = 0, max = 0, value = "" } = wanted ?? {};
  const help = `See \`npx shelfcast ${name} --help\`.`;
  if (operands.length > max) {
    throw new UsageError(`${name} does not know what to do with ${operands[max]}.`, help);
  }
  if (operands.length < min) throw new UsageError(`${name} needs ${value}.`, help);
}

/** Every option of the table by its camel-case name, with defaults where nothing was given. */
function complete(options: OptionTable, given: Given, command: string): AnyArgs {
  const entries = Object.entries(options).map(([name, spec]) => {
    const value = given.values[name] ?? ("default" in spec ? spec.default : undefined);
    if (value === undefined && "required" in spec) {
      const remedy = `Give it, for example \`npx shelfcast ${command} --${name} ${spec.value}\`.`;
      throw new UsageError(`${command} needs --${name}.`, remedy);
    }
    return [camelCase(name), spec.kind === "flag" ? value === true : value];
  });
  return { ...Object.fromEntries(entries), operands: given.operands };
}

const camelCase = (name: string): string =>
  name.replace(/-(.)/g, (_, letter: string) => letter.toUpperCase());
