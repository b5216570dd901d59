import { parseDocument } from "yaml";
import { rawTables } from "#lib/contracts/raw-tables.ts";
import type { ConfigKey, ConfigKeys } from "./config-key.ts";
import { configKeys } from "./config-keys.ts";
import type { DataGuess, MappedColumn, SourceGuess } from "./data-guess.ts";

/**
 * A commented `shelfcast.yaml` of what was guessed: every key that a beginner may change, with what
 * it means, and the values each column was seen to hold.
 */
export function starterConfig(guess: DataGuess, name: string): string {
  const lines = [
    "# Written by `shelfcast init` from what it saw of the files. Read it through, then run",
    "#   npx shelfcast check --config THIS_FILE",
    "",
    ...generalLines(guess, name),
    "",
    "tables:",
    ...tableLines(guess.sources),
    ...guess.unused.map(
      ({ files, reason }) => `  # Not used: ${comment(files.join(", "))}: ${reason}.`,
    ),
    "",
    "# What follows are the defaults: take the # away to change one.",
    ...defaultLines(),
    "",
  ];
  return lines.join("\n");
}

function generalLines({ frequency }: DataGuess, name: string): string[] {
  const { horizon, season, quantiles } = configKeys;
  const line = (key: keyof typeof configKeys, value: string | number, why = ""): string =>
    `${`${key}: ${value}`.padEnd(24)} # ${configKeys[key].meaning}${why}`;
  return [
    line("name", scalar(name)),
    line("frequency", frequency, " One of day, week, month; guessed from the dates of sales."),
    line("horizon", horizon.defaultByFrequency[frequency]),
    line("season", season.defaultByFrequency[frequency]),
    `# ${quantiles.meaning}`,
    `quantiles: [${quantiles.default.join(", ")}]`,
    line("target", "units", " One of units, revenue, price."),
    line("missing", "zero", " One of zero, unknown."),
    line("start", "first-sale", " One of first-sale, first-row, data-start."),
  ];
}

function tableLines(sources: readonly SourceGuess[]): string[] {
  const tables = [...new Set(sources.map(({ table }) => table))];
  return tables.flatMap((table) => {
    const own = sources.filter((source) => source.table === table);
    const heading = [`  # ${rawTables[table].meaning}`, `  ${table}:`];
    const [only] = own;
    if (own.length === 1 && only) return [...heading, ...sourceLines(only, "    ")];
    // The first line of each source takes the list's dash.
    const dashed = own.map((source) => sourceLines(source, "      "));
    return [
      ...heading,
      ...dashed.flatMap(([first = "", ...rest]) => [first.replace("  files", "- files"), ...rest]),
    ];
  });
}

function sourceLines(source: SourceGuess, indent: string): string[] {
  const { files, columns, where, known, past, doubts } = source;
  const [only] = files;
  const isOne = files.length === 1 && only !== undefined;
  const width = Math.max(...columns.map((column) => mapping(column).length));
  const list = (key: string, names: readonly string[]): string[] =>
    names.length > 0 ? [`${indent}${key}: [${names.map(scalar).join(", ")}]`] : [];
  return [
    isOne ? `${indent}files: ${scalar(only)}` : `${indent}files:`,
    ...(isOne ? [] : files.map((file) => `${indent}  - ${scalar(file)}`)),
    `${indent}columns:`,
    ...columns.map((column) => `${indent}  ${mappingLine(column, width)}`),
    ...doubts.map((doubt) => `${indent}# ${comment(doubt)}`),
    ...(where === undefined ? [] : [`${indent}where: ${scalar(where)}`]),
    ...list("known", known),
    ...list("past", past),
  ];
}

const mapping = ({ ours, source }: MappedColumn): string => `${ours}: ${scalar(source)}`;

/** An expression is as long as it is; the others' examples stand under each other. */
const mappingLine = (column: MappedColumn, width: number): string =>
  `${mapping(column).padEnd(Math.min(width, 34))} # such as ${comment(column.example) || "nothing"}`;

/** Sections that nothing was guessed for, commented out. */
function defaultLines(): string[] {
  const { rejects, training, tuning, text, supply, orders, recommendations, seed } = configKeys;
  return [
    ...sectionLines("rejects", rejects.keys),
    ...sectionLines("training", training.keys),
    ...sectionLines("tuning", tuning.keys),
    ...sectionLines("text", text.keys),
    ...sectionLines("supply", supply.keys),
    ...sectionLines("orders", orders.keys),
    ...sectionLines("recommendations", recommendations.keys),
    defaultLine("seed", seed, ""),
  ];
}

const sectionLines = (name: string, keys: ConfigKeys): string[] => [
  `# ${name}:`,
  ...Object.entries(keys).map(([key, described]) => defaultLine(key, described, "  ")),
];

function defaultLine(name: string, key: ConfigKey, indent: string): string {
  const single = "default" in key && key.kind !== "list" ? scalar(String(key.default)) : "";
  const value = key.kind === "list" ? "[]" : single;
  const options = key.kind === "choice" ? ` One of ${key.options.join(", ")}.` : "";
  return `# ${indent}${`${name}: ${value}`.padEnd(22)} # ${key.meaning}${options}`;
}

/** As YAML reads it back: bare where that is safe, in quotes elsewhere. */
export function scalar(text: string): string {
  const isBare = /^[\p{L}\p{N}_./][\p{L}\p{N}_./ -]*$/u.test(text) && text.trim() === text;
  const document = isBare ? parseDocument(`k: ${text}`) : undefined;
  const read = document?.errors.length === 0 ? document.get("k") : undefined;
  const isNumber = /^[\d.]+$/.test(text);
  return read === text || (isNumber && typeof read === "number") ? text : JSON.stringify(text);
}

const longestComment = 100;

/** Words from a file on the one line of a comment. */
function comment(text: string): string {
  const line = text.replace(/[\p{Cc}\p{Cf}\s\u2028\u2029]+/gu, " ").trim();
  return line.length > longestComment ? `${line.slice(0, longestComment)}…` : line;
}
