import type { Command, OptionSpec, OptionTable } from "./command.ts";
import { commonOptions } from "./common-options.ts";
import type { Style } from "./style.ts";

/** What `shelfcast --help` shows. */
export function overviewText(commands: readonly Command[], version: string, style: Style): string {
  const rows = commands.map(({ name, summary }) => [name, summary] as const);
  return [
    `${style.bold("shelfcast")} ${version}: nightly demand forecasting for retailers`,
    "",
    `${style.bold("Usage")}  npx shelfcast COMMAND [options]`,
    "",
    style.bold("Commands"),
    ...twoColumns(rows, style),
    "",
    style.bold("Options of every command"),
    ...optionLines(commonOptions, style),
    "",
    "`npx shelfcast COMMAND --help` tells all of one command, with examples.",
    "",
  ].join("\n");
}

/** What `shelfcast COMMAND --help` shows. */
export function commandText(command: Command, style: Style): string {
  const { name, summary, operands, options, examples } = command;
  const own = optionLines(options, style);
  return [
    `${style.bold(`shelfcast ${name}`)} ${summary}`,
    "",
    `${style.bold("Usage")}  npx shelfcast ${usage(command)}`,
    ...(operands ? ["", ...twoColumns([[operands.value, operands.help]], style)] : []),
    ...(own.length > 0 ? ["", style.bold("Options"), ...own] : []),
    "",
    style.bold("Options of every command"),
    ...optionLines(commonOptions, style),
    "",
    style.bold("Examples"),
    ...examples.flatMap(([typed, does]) => [
      `  ${style.dim(`# ${does}`)}`,
      `  npx shelfcast ${typed}`,
    ]),
    "",
  ].join("\n");
}

function usage({ name, operands, options }: Command): string {
  const required = Object.entries(options).flatMap(([option, spec]) =>
    "required" in spec ? [typed(option, spec)] : [],
  );
  const words = operands && (operands.min > 0 ? operands.value : `[${operands.value}]`);
  return [name, ...(words ? [words] : []), ...required, "[options]"].join(" ");
}

const optionLines = (options: OptionTable, style: Style): string[] =>
  twoColumns(
    Object.entries(options).map(([name, spec]) => [typed(name, spec), optionHelp(spec)]),
    style,
  );

const typed = (name: string, spec: OptionSpec): string =>
  spec.kind === "flag" ? `--${name}` : `--${name} ${spec.value}`;

function optionHelp(spec: OptionSpec): string {
  const choices = spec.kind === "choice" ? [spec.oneOf.join(" or ")] : [];
  const standing = "default" in spec ? [`default ${spec.default}`] : [];
  const needed = "required" in spec ? ["required"] : [];
  const notes = [...choices, ...standing, ...needed];
  return notes.length > 0 ? `${spec.help} (${notes.join("; ")})` : spec.help;
}

function twoColumns(rows: readonly (readonly [string, string])[], style: Style): string[] {
  const width = Math.max(0, ...rows.map(([left]) => left.length));
  return rows.map(([left, right]) => `  ${style.accent(left.padEnd(width))}  ${right}`);
}
