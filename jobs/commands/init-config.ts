import { stat, writeFile } from "node:fs/promises";
import { basename, dirname, relative, resolve } from "node:path";
import type { CommandIo } from "#jobs/cli/command.ts";
import { textTable } from "#jobs/cli/text-table.ts";
import { UsageError } from "#jobs/cli/usage-error.ts";
import type { DataGuess } from "#lib/config/data-guess.ts";
import { guessData } from "#lib/config/guess-data.ts";
import { parseConfig } from "#lib/config/parse-config.ts";
import { starterConfig } from "#lib/config/starter-config.ts";
import { findDataFiles } from "./find-data-files.ts";
import { sampleFiles } from "./sample-files.ts";

interface InitArgs {
  readonly operands: readonly string[];
  readonly data: string;
  readonly out: string;
  readonly force: boolean;
}

/** Looks at the files, guesses what they are, and writes it down for a person to correct. */
export async function initConfig(args: InitArgs, io: CommandIo): Promise<void> {
  await refuseOverwriting(args);
  const files = await findDataFiles(args.data, args.operands);
  const progress = io.progress.begin("init");
  const { samples, unreadable } = await sampleFiles(args.data, files, progress);
  for (const { file, reason } of unreadable) progress.say(`${file} could not be read: ${reason}`);
  const guess = guessData(samples);
  const text = starterConfig(guess, nameFor(args.data));
  // What init writes, check must accept: a guess that is no config is a fault of ours.
  const config = parseConfig(text, args.out);
  await writeFile(args.out, text, { flag: args.force ? "w" : "wx" });
  io.progress.end(`looked at ${files.length} files`);
  tell(guess, args, io);
  io.result({ out: args.out, config, unused: guess.unused, unreadable });
}

async function refuseOverwriting({ out, force }: InitArgs): Promise<void> {
  const found = await stat(out).catch(() => undefined);
  if (found?.isDirectory()) throw new UsageError(`${out} is a folder.`, "Name a file with --out.");
  if (!found || force) return;
  const remedy = "Add --force to write over it, or name another file with --out.";
  throw new UsageError(`${out} is there already.`, remedy);
}

/** The folder's own name, where it can be a name. */
function nameFor(folder: string): string {
  const name = basename(resolve(folder)).replace(/[^\p{L}\p{M}\p{N} ._-]+/gu, "-");
  return name.replace(/^[^\p{L}\p{N}]+/u, "").slice(0, 100) || "shelfcast";
}

function tell({ frequency, sources, unused }: DataGuess, args: InitArgs, io: CommandIo): void {
  const rows = sources.map(({ table, files, columns }) => [
    table,
    files.length > 1 ? `${files[0]} and ${files.length - 1} more` : (files[0] ?? ""),
    columns.map(({ ours }) => ours).join(", "),
  ]);
  io.print(textTable(["table", "files", "columns found"], rows, io.style));
  for (const { files, reason } of unused) io.print(`Not used: ${files.join(", ")}: ${reason}.`);
  for (const { doubts } of sources) {
    for (const doubt of doubts) io.print(`${io.style.warning("Look:")} ${doubt}`);
  }
  io.print(`\nWrote ${args.out}, by the ${frequency}. Read it through, then run`);
  io.print(`  ${io.style.accent(`npx shelfcast check --config ${args.out}${dataOption(args)}`)}`);
}

/** Needed where the config does not lie beside its files. */
function dataOption({ data, out }: InitArgs): string {
  return relative(dirname(resolve(out)), resolve(data)) === "" ? "" : ` --data ${data}`;
}
