import { readdir, readFile, stat } from "node:fs/promises";
import { basename, dirname, join } from "node:path";
import { nearestName } from "#lib/domain/nearest-name.ts";
import { ShelfcastError } from "#lib/domain/shelfcast-error.ts";
import type { Config } from "./config.ts";
import { parseConfig } from "./parse-config.ts";

class UnreadableConfigError extends ShelfcastError {
  readonly code = "UNREADABLE_CONFIG";
  override readonly kind = "usage";
}

/** Far beyond any config a person writes, small enough to parse in a moment. */
const largestBytes = 1_000_000;

/** Reads and checks the config file at `path`. */
export async function readConfig(path: string): Promise<Config> {
  return parseConfig(await readText(path), path);
}

async function readText(path: string): Promise<string> {
  const bytes = await readBounded(path);
  try {
    return new TextDecoder("utf-8", { fatal: true }).decode(bytes);
  } catch (cause) {
    throw new UnreadableConfigError(`${path} is not UTF-8 text.`, "Save it as UTF-8.", { cause });
  }
}

async function nearestConfig(path: string): Promise<string | undefined> {
  const names = await readdir(dirname(path)).catch(() => []);
  const near = nearestName(
    basename(path),
    names.filter((name) => /\.ya?ml$/i.test(name)),
  );
  return near && join(dirname(path), near);
}

async function readBounded(path: string): Promise<Uint8Array> {
  const found = await stat(path).catch(async (cause: unknown) => {
    const near = await nearestConfig(path);
    const remedy = near
      ? `Did you mean ${near}?`
      : "Check --config, or write one with `shelfcast init`.";
    throw new UnreadableConfigError(`There is no config file ${path}.`, remedy, { cause });
  });
  if (!found.isFile()) {
    throw new UnreadableConfigError(
      `${path} is not a file.`,
      "Give --config the YAML file itself.",
    );
  }
  if (found.size > largestBytes) {
    const problem = `${path} has ${found.size} bytes; a config may have ${largestBytes}.`;
    throw new UnreadableConfigError(problem, "Name many files by a glob such as sales-*.csv.gz.");
  }
  return await readFile(path);
}
